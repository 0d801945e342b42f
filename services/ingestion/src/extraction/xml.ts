import { StringDecoder } from 'node:string_decoder';
import sax from 'sax';

/** What is heard while an XML part is read. Names are without their prefix; attributes keep theirs. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Bytes decoded at once. */
const SLICE_BYTES = 64 * 1024;

/**
 * Reads XML from front to end without building a tree, so that memory does not grow with the part.
 *
 * Entities that a DTD declares are not known, which makes their use an error, and nothing is fetched.
 *
 * @throws {Error} where it is not well-formed.
 */
export function readXml(data: Buffer, listener: XmlListener): void {
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => listener.open?.(localName(name), attributes as Record<string, string>);
  parser.onclosetag = (name) => listener.close?.(localName(name));
  parser.ontext = (text) => listener.text?.(text);
  parser.oncdata = (text) => listener.text?.(text);
  parser.onerror = (error) => {
    throw error;
  };
  const isUtf16 = data[0] === 0xff && data[1] === 0xfe;
  const decoder = new StringDecoder(isUtf16 ? 'utf16le' : 'utf8');
  for (let at = 0; at < data.length; at += SLICE_BYTES)
    parser.write(decoder.write(data.subarray(at, at + SLICE_BYTES)));
  parser.write(decoder.end()).close();
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
