// How --confirm-within is written down, for people and so that it could be typed again.

import { durationText } from '../model/duration.ts';
import type { ChangeOptions } from './invocation.ts';

export function confirmFlags({ confirmWithin }: ChangeOptions): readonly string[] {
  return confirmWithin === undefined ? [] : [`--confirm-within ${durationText(confirmWithin)}`];
}
