/** The metadata service, apart from the rest: `import { serveMetadata } from 'configdrive/serve'`. */
export * from '@configdrive/metadata-server';
