import { posix } from 'node:path';
import { isOle } from './docx-text.js';
import { Unreadable, type UnreadableCode } from './unreadable.js';
import { readXml } from './xml.js';
import { ZipArchive, type ZipEntry } from './zip-archive.js';

/** Kinds of Office documents that are read part by part; also the beginning of their failures' codes. */
export type OoxmlKind = 'xlsx' | 'pptx';

/** Where a part points to, inside the package. */
export interface Relationship {
  /** The last word of its type, for example `worksheet`. */
  readonly type: string;
  /** Name of the other part. */
  readonly target: string;
}

/**
 * An Office document as the zip archive that it is, of which only the parts asked for are unpacked.
 *
 * What it declares to unpack to and what really comes out are both held to the limit.
 */
export class OoxmlPackage {
  private readonly entries: ReadonlyMap<string, ZipEntry>;

  private constructor(
    private readonly kind: OoxmlKind,
    private readonly archive: ZipArchive,
    private left: number,
  ) {
    this.entries = new Map(archive.entries.map((entry) => [entry.name.toLowerCase(), entry]));
  }

  /**
   * Opens a document for as long as `use` takes.
   *
   * @throws {Unreadable} `<kind>_encrypted`, `<kind>_corrupt` or `document_inflates_too_large`.
   */
  static async use<T>(
    filePath: string,
    kind: OoxmlKind,
    maxInflatedBytes: number,
    use: (document: OoxmlPackage) => Promise<T>,
  ): Promise<T> {
    // Office keeps a document under a password in an OLE container.
    if (await isOle(filePath)) throw new Unreadable(`${kind}_encrypted`);
    let archive: ZipArchive | undefined;
    try {
      archive = await ZipArchive.open(filePath);
      const declared = archive.entries.reduce((sum, { inflatedBytes }) => sum + inflatedBytes, 0);
      if (declared > maxInflatedBytes) throw new Unreadable('document_inflates_too_large');
      return await use(new OoxmlPackage(kind, archive, maxInflatedBytes));
    } catch (error) {
      throw asKind(error, kind);
    } finally {
      await archive?.close();
    }
  }

  /** A part by its name; undefined if there is none. @throws {Unreadable} */
  async part(name: string): Promise<Buffer | undefined> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) return undefined;
    const data = await this.archive.read(entry, this.left);
    this.left -= data.length;
    return data;
  }

  /** A part that the document cannot be without. @throws {Unreadable} `<kind>_corrupt` if it is not there. */
  async needed(name: string): Promise<Buffer> {
    const data = await this.part(name);
    if (!data) throw new Unreadable(`${this.kind}_corrupt`);
    return data;
  }

  /** What a part points to, by the id it uses for it. What lies outside the package is left out: nothing is fetched. */
  async relationships(partName: string): Promise<ReadonlyMap<string, Relationship>> {
    const folder = posix.dirname(partName);
    const found = new Map<string, Relationship>();
    const data = await this.part(posix.join(folder, '_rels', `${posix.basename(partName)}.rels`));
    if (!data) return found;
    readXml(data, {
      open: (name, { Id, Type, Target, TargetMode }) => {
        if (name !== 'Relationship' || !Id || !Target || TargetMode === 'External') return;
        const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
        found.set(Id, { type: posix.basename(Type ?? ''), target });
      },
    });
    return found;
  }
}

/** A failure of the archive or of the XML in it, said of the kind of document that it is. */
function asKind(error: unknown, kind: OoxmlKind): Unreadable {
  if (!(error instanceof Unreadable)) return new Unreadable(`${kind}_corrupt`, { cause: error });
  const code: UnreadableCode =
    error.code === 'docx_encrypted'
      ? `${kind}_encrypted`
      : error.code === 'docx_corrupt'
        ? `${kind}_corrupt`
        : error.code;
  return code === error.code ? error : new Unreadable(code, { cause: error });
}
