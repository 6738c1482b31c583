// What a YAML file can be refused for, beside the faults that every text can have.

import type { YamlReason } from '../../model/findings/rancher.ts';
import type { Position, TextProblem } from '../../model/text.ts';

interface YamlRefusal {
  readonly code: 'YAML_REFUSED';
  readonly reason: YamlReason;
  readonly position: Position;
}

export type YamlProblem = TextProblem | YamlRefusal;
