/** The package ships no types. Its main entry loads the whole bundle; this one only knows the folder. */
declare module 'swagger-ui-dist/absolute-path.js' {
  export default function getAbsoluteFSPath(): string;
}
