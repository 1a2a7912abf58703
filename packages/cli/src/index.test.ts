import { describe, expect, it } from 'vitest';
import * as library from './index.ts';

describe('the package configdrive', () => {
  it('gives what the docs use in one import', () => {
    const names = Object.keys(library);
    expect(names).toEqual(
      expect.arrayContaining(['buildConfigDrive', 'parseMachine', 'planConfigDrive', 'layOutConfigDrive']),
    );
    expect(names).toEqual(expect.arrayContaining(['layOutImage', 'toBytes', 'toStream', 'collect']));
    expect(names).toEqual(expect.arrayContaining(['openImage', 'openImageSync', 'summaryOf']));
    expect(names).toEqual(
      expect.arrayContaining(['writeImageFile', 'openStore', 'fileSource', 'fileContent', 'StorageError']),
    );
    expect(names).toEqual(expect.arrayContaining(['InvalidInputError', 'InvalidImageError', 'issueText', 'placeText']));
  });
});
