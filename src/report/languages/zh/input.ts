// Sentences about a file that the command line, or a configuration file, names and that cannot be used.

import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings } from '../../../model/findings/general.ts';
import type { Sentence } from '../sentence.ts';
import { nodeWords } from './words.ts';

type Arguments = GeneralFindings['INPUT_FILE'];

/** Where the .deb and the .rpm put it (packaging/build/contents.ts). */
const EXAMPLE_CONFIG = '/usr/share/doc/registry-client/examples/config.json5';

export function inputSentence(args: Arguments, { path = 'FILE' }: FindingPlace): Sentence {
  const { option, file, error } = args;
  const place = file ?? path;
  const cause = error === undefined ? '' : `（${error}）`;
  return {
    message: `${option}${file === undefined ? '' : ` ${file}`}: ${problemWords(args, place)}${cause}。`,
    hint: cure(args, place),
  };
}

const REASONS = {
  absent: '没有这个文件或目录',
  'not-made': '这里还没有配置文件',
  unreadable: '无法读取',
  'not-a-directory': '不是目录',
  empty: '文件为空',
  'too-large': '文件过大，不像是所需的文件',
} as const;

function problemWords({ reason, found, link, target = '' }: Arguments, place: string): string {
  switch (reason) {
    case 'not-a-file':
      return `这是${nodeWords(found ?? '')}，不是普通文件`;
    case 'dangling-link':
      return `${link === place ? '它' : `${link} `}是指向 ${target} 的符号链接，而那里什么也没有`;
    default:
      return REASONS[reason];
  }
}

function cure({ option, reason, link = '', target = '' }: Arguments, place: string): string {
  switch (reason) {
    case 'not-made':
      return `请创建它，或指定其他文件：--config FILE。软件包中带有示例：${EXAMPLE_CONFIG}`;
    case 'not-a-file':
      return `请查看它是什么 (ls -ld ${place})，换成普通文件，或指定其他文件。`;
    case 'dangling-link': {
      const isPrivate = /^(?:\/var)?\/tmp\//.test(target);
      const why = isPrivate ? 'systemd 单元可能有自己的 /tmp，其中没有您的文件。' : '';
      return `${why}请在目标处放上文件，或修改链接：ln -sfn TARGET ${link}`;
    }
    default: {
      const start = option.startsWith('--') ? '运行命令时的当前目录' : '配置文件所在的目录';
      return `请检查路径；相对路径从${start}算起。`;
    }
  }
}
