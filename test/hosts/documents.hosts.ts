// The documents on one release: every command of them is typed, and the pictures of terminals are taken anew.

import { beforeAll, describe, inject } from 'vitest';
import { type Lab, openLab } from './lab/lab.ts';
import { describeDocuments } from './scenarios/documents.ts';
import { describePictures } from './scenarios/pictures.ts';

describe('documents', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(inject('lab'));
  });
  describeDocuments(() => lab);
  describePictures(() => lab);
});
