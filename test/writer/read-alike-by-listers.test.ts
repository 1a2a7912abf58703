/** Nasty trees in the eyes of cdrkit, libcdio, pycdlib and GRUB. */
import { testReaders } from './read-alike.ts';

testReaders(['isoinfo', 'iso-info', 'pycdlib', 'grub-fstest']);
