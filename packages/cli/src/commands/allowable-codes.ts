/** Codes of refusals that `--allow` lets through: those of the core, written out, because the help must not load the library. */
export const allowableCodes = [
  'uuid-missing',
  'public-key-invalid',
  'password-unsafe',
  'password-too-long',
  'gateway-outside-network',
] as const;
