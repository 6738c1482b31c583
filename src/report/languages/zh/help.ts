// Chinese: the help.

import type { HelpTexts } from '../help-texts.ts';

export const help: HelpTexts = {
  summary:
    '让本机的容器引擎使用指定的私有镜像仓库和镜像站，验证配置确已生效，并可随时撤销。' +
    '文件中与变更无关的内容逐字节保持不变。',
  titles: {
    usage: '用法:',
    arguments: '参数:',
    options: '选项:',
    globalOptions: '全局选项:',
    commands: '命令:',
    asked: '要配置的内容:',
    how: '执行方式:',
  },
  commands: {
    setup: '让本机使用指定的镜像仓库',
    rollback: '撤销 setup 或 remove 所做的变更',
    confirm: '保留用 --confirm-within 执行的变更',
    status: '显示配置了什么、引擎加载了什么、两者是否一致',
    history: '列出本机的变更，最新的在前',
    'history-show': '显示某次变更修改的内容',
    remove: '删除指定的条目；--all 删除本工具添加的全部条目',
    recover: '处理被中断的变更',
    doctor: '查明镜像仓库或引擎不能正常工作的原因，并给出解决办法',
    explain: '说明每个引擎会从哪个镜像仓库获取指定的镜像',
    'cloud-init': '输出首次启动用的文档，选项与 setup 相同',
    agent: '使本机始终与配置文件一致',
    completion: '输出 shell 的补全脚本：bash, zsh, fish',
    help: '显示命令的帮助',
  },
  arguments: {
    'rollback-id': '撤销该变更及之后的所有变更；省略时撤销最近一次变更',
    'history-id': 'registry-client history 列出的 ID',
    registries: '要检查的镜像仓库；省略时检查所有已配置的镜像仓库',
    images: '镜像名，写法与拉取时相同：alpine:3.19',
    shell: 'bash, zsh, fish',
  },
  options: {
    mirror: 'UPSTREAM（默认 docker.io）的镜像站；可重复',
    registry: '以自身名称访问的私有镜像仓库；可重复',
    insecure: '使用明文 HTTP，或使用 TLS 但不验证证书；可重复',
    search: 'Podman、CRI-O：解析短名称时最先搜索；可重复',
    ca: '该镜像仓库的 CA；不写主机时用于所有指定的镜像仓库；可重复',
    'host-alias': '在 /etc/hosts 中加入带标记的一行；可重复',
    engine: '只处理这些引擎（默认：找到的所有引擎）',
    'setup-config': '按 JSON5 文件的内容配置（默认：/etc/registry-client/config.json5）',
    replace: '在所指定的类别中，删除本工具添加过而这次未指定的条目',
    'setup-adopt': '与 --replace 同用：他人添加的条目也删除',
    'remove-adopt': '他人添加的条目也删除',
    'remove-all': '本工具添加的全部条目',
    'drop-in': 'Podman、CRI-O：使用 registries.conf.d 中的独立文件',
    convert: '先把 v1 格式的 registries.conf 转换为 v2，并在 containerd 的 config.toml 中设置 config_path',
    original: '回到第一次变更之前的状态',
    force: '文件在变更后被编辑过也照样回滚；编辑的内容会保存下来',
    from: '主机从哪里获取本程序（默认：image）',
    sha256: '--from URL 或 --from npm 所获取文件的校验和',
    package: '由该文档一并安装的软件包，例如容器引擎；可重复',
    once: '检查一次，并纠正不一致之处',
    pause: '在这段时间内什么也不做',
    resume: '结束暂停或挂起，继续工作',
    'agent-config': '配置文件（默认：/etc/registry-client/config.json5）',
    metrics: '把 Prometheus 指标写入该文件',
    interval: '至少每隔这段时间检查一次（默认：1m）',
    values:
      '供补全脚本使用：列出本机现有的 engines、generations、changes（可回滚的变更）、registries，' +
      '以及可删除的 mirror、registry、insecure、search、ca、host-alias；不询问引擎',
    apply: '允许对引擎执行的操作（默认：auto）',
    'dry-run': '只显示差异，不做任何改动',
    'confirm-within': '若未在这段时间内执行 `confirm`，则自动撤销',
    'skip-probe': '变更之前不探测镜像仓库',
    yes: '不提问',
    pull: '变更后用每个引擎拉取该镜像，并说明由谁提供；可重复',
    login: '变更后登录 --registry 和 --search 指定的镜像仓库',
    'password-stdin': '与 --login 同用：从标准输入读取密码',
    root: '操作未在运行的系统中的文件',
    user: '该用户的 rootless 引擎和文件',
    'state-dir': '状态目录（默认：/var/lib/registry-client）',
    json: '输出一个 JSON 文档',
    quiet: '只输出警告和错误',
    verbose: '输出更多信息',
    'no-color': '输出不带颜色（也可设置环境变量 NO_COLOR）',
    lang: '输出所用的语言（默认：由 locale 决定，否则为英语）',
    timeout: '每次询问引擎的时限（默认：30s）',
    wait: '等待另一个正在运行的进程结束的时限（默认：不等待）',
  },
  version: '显示版本和提交 ID',
  help: '显示本帮助',
  examples: {
    setup: `
示例:
  registry-client setup --mirror http://nexushub.com:8001
  registry-client setup --registry 192.168.129.112:10001 --ca ca.crt
  registry-client setup --mirror https://new.example --replace --dry-run
  registry-client setup --config /etc/registry-client/config.json5

带路径的镜像站 https://HOST/PATH 对各引擎的含义不同：必须用 --engine 指定一个引擎。
`,
    remove: `
示例:
  registry-client remove --mirror http://nexushub.com:8001
  registry-client remove --ca 192.168.129.112:10001
  registry-client remove --all

他人添加的条目会保留，除非加上 --adopt。
`,
    rollback: `
示例:
  registry-client rollback                 撤销最近一次变更
  registry-client rollback ID              撤销该变更及之后的所有变更
  registry-client rollback --original      回到第一次变更之前的状态
`,
    confirm: `
示例:
  registry-client setup --mirror http://nexushub.com:8001 --confirm-within 10m
  registry-client confirm                  保留变更；不执行则十分钟后自动撤销

重启后或程序被杀死后同样有效。要立即撤销：registry-client rollback
`,
    status: `
示例:
  registry-client status
  registry-client status --json

不做任何改动；只需要读取这些文件的权限。
`,
    history: `
示例:
  registry-client history
  registry-client history show ID
`,
    'cloud-init': `
示例:
  registry-client cloud-init --mirror http://nexushub.com:8001 > user-data
  registry-client cloud-init --registry registry.example --ca ca.crt --package docker.io \\
    --from https://files.example/registry-client_amd64.deb --sha256 HEX

文档描述目标主机应有的配置，选项与 setup 相同。文档不含密码；--from 的 URL 会原样写入文档。
`,
    agent: `
示例:
  registry-client agent --once             检查一次，并纠正不一致之处
  registry-client agent                    持续运行，使本机保持一致
  registry-client agent --pause 2h         暂停两小时
  registry-client agent --resume           结束暂停或挂起，继续工作

没有配置文件时，agent 什么也不做；执行 rollback、remove 或用选项执行 setup 之后，agent 也什么都不做，
直到配置文件改变或被告知继续：管理员刚刚删除的内容不会自己回来。
`,
    completion: `
示例:
  registry-client completion bash > /etc/bash_completion.d/registry-client
  registry-client completion zsh > /usr/local/share/zsh/site-functions/_registry-client
  registry-client completion fish > /etc/fish/completions/registry-client.fish
`,
    doctor: `
示例:
  registry-client doctor                            检查本机配置的所有镜像仓库
  registry-client doctor http://nexushub.com:8001   检查一个镜像仓库，未配置的也可以
  registry-client doctor --json

对每个镜像仓库，都按各引擎自己的方式访问：用它的 CA、代理服务器和登录信息。
对在命令行上指定的镜像仓库，还会检查能否上传：发起一次上传，随即取消。
`,
    explain: `
示例:
  registry-client explain alpine:3.19
  registry-client explain redis team/app:1.0 --json

不拉取镜像，也不做任何改动。
`,
    recover: `
每个会做改动的命令都会先执行这一步，因此很少需要单独运行它。
`,
  },
  programExamples: `
示例:
  registry-client setup --mirror http://nexushub.com:8001 --dry-run
  registry-client setup --mirror http://nexushub.com:8001
  registry-client status
  registry-client rollback
`,
  exitCodes: `
退出码:
   0  完成，或原本就已如此
   1  失败或被拒绝；本机未作改动
   2  --dry-run, status: 有待执行的变更，或本机的配置有偏离
   3  变更失败，已撤销；本机已恢复到变更前的状态
   4  撤销也失败了：需要手动完成的步骤已列出
   5  doctor, explain: 发现问题
  64  用法错误（包括选项的值有误）
  65  命令行指定的文件有误
  70  程序缺陷 (bug)
  75  另一个进程持有锁
  77  权限不足
`,
  manual: {
    purpose: '让容器引擎使用私有镜像仓库和镜像站，并可撤销',
    macros: 'zh.tmac',
    section: '用户命令',
    headings: {
      name: '名称',
      synopsis: '概要',
      description: '描述',
      commands: '命令',
      options: '所有命令通用的选项',
      exitStatus: '退出状态',
      files: '文件',
      environment: '环境变量',
      examples: '示例',
      seeAlso: '参见',
    },
    files: {
      config: 'agent 所依据的配置，也是 setup --config 的默认文件。',
      unitOptions:
        'systemd 单元使用的 AGENT_OPTIONS=（在 Red Hat 系统上为 /etc/sysconfig/registry-client）。',
      state: '已执行的变更，以及每个文件变更前的内容。',
      daemonJson: 'Docker 的配置；若守护进程以 --config-file 启动，则为该选项指定的文件。',
      registriesConf: 'Podman 和 CRI-O 的配置；使用 --drop-in 时为 registries.conf.d 中的独立文件。',
      hostsToml: 'containerd 的配置；镜像站有此需要时，也用于 Docker 的 containerd 存储。',
      registriesYaml: 'k3s 和 rke2 的配置。',
      buildkitd: 'BuildKit 的配置，仅在指定 --engine buildkit 时更改。',
      certificates: '私有 CA 的证书，按镜像仓库存放。',
      hosts: '--host-alias 加入的带标记的行。',
      confirm: '变更等待确认期间存在：无人确认时由它们撤销变更。',
    },
    environment: {
      color: '设置后输出不带颜色。',
      locale:
        '未指定 --lang 时，由其中第一个已设置的变量决定语言：zh 且为 UTF-8 时用中文，其他情况用英语；' +
        'Linux 控制台不能显示汉字，也用英语。',
      runtime:
        '供可执行文件内的运行时使用，如同 NODE_OPTIONS 之于 Node.js：能替 root 设置它们的人就拥有 root 权限。' +
        'sudo(8) 和 systemd 单元不会传递它们，由本程序启动的程序也得不到它们。',
    },
    examples: {
      dryRun: '显示将要修改的内容。',
      setup: '修改、使其生效并检查。',
      status: '显示每个条目由谁添加，引擎是否已加载。',
      rollback: '逐字节恢复原状。',
      confirm: '先试用：若不执行 registry-client confirm，十分钟后自动撤销。',
      original: '回到第一次变更之前的状态。',
    },
  },
};
