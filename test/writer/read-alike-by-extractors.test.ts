/** Nasty trees in the eyes of libarchive, 7-Zip and libisofs, which take an image as a whole. */
import { testReaders } from './read-alike.ts';

testReaders(['bsdtar', '7-Zip', 'xorriso']);
