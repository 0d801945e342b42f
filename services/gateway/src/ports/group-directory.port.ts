/** Whose groups: an object of a directory. */
export interface DirectoryObject {
  readonly tenantId: string;
  readonly objectId: string;
  /** A program that signed in for itself. */
  readonly isProgram: boolean;
}

/** Knows the groups of people and programs whose tokens do not tell them. */
export abstract class GroupDirectory {
  /** All ids, nested groups included. @throws if they cannot be had, whatever the reason. */
  abstract groupsOf(object: DirectoryObject): Promise<readonly string[]>;
}
