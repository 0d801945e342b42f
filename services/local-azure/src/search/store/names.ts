/** An SQL identifier. Field names hold no quote, but it costs nothing to be sure. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The column of `facts` that holds a filterable or sortable single value. */
export const factColumn = (path: string): string => quoted(`fact ${path}`);

/** The table of a filterable collection: one row a value. */
export const manyTable = (path: string): string => quoted(`many ${path}`);

/** The table of a vector field: the vectors as they were given. */
export const vectorTable = (path: string): string => quoted(`vectors ${path}`);

/** The table of a vector field's binary codes. */
export const codeTable = (path: string): string => quoted(`codes ${path}`);
