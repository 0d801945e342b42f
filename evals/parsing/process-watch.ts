import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How often memory and connections are looked at, in milliseconds. */
const EVERY_MS = 50;

/** What a process of the product is, as far as memory is concerned. */
export type Part = 'ingestion' | 'extraction';

const PARTS: readonly (readonly [RegExp, Part])[] = [
  [/extraction-child\.js/, 'extraction'],
  [/services\/ingestion\/src\/main\.js/, 'ingestion'],
];

/** Watches the ingestion processes under one launcher by what Linux says of them in /proc. */
export class ProcessWatch {
  private peaks = new Map<Part, number>();
  private readonly outside = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private readonly pid: number;

  /** @param pid of the launcher, or of the process itself. */
  constructor(pid: number) {
    this.pid = pid;
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Addresses outside this machine that one of them was connected, or connecting, to. */
  get outsideAddresses(): string[] {
    return [...this.outside];
  }

  /** The most one process of each part took since the last call, in MB. */
  takePeaksMb(): Record<Part, number> {
    this.look();
    const peaks = this.peaks;
    this.peaks = new Map();
    return { ingestion: peaks.get('ingestion') ?? 0, extraction: peaks.get('extraction') ?? 0 };
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const remotes = remoteAddresses();
    for (const pid of descendants(this.pid)) {
      const part = partOf(pid);
      if (!part) continue;
      const mb = residentKb(pid) / 1024;
      if (mb > (this.peaks.get(part) ?? 0)) this.peaks.set(part, mb);
      for (const inode of socketsOf(pid)) {
        const remote = remotes.get(inode);
        if (remote) this.outside.add(remote);
      }
    }
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const todo = [root]; todo.length > 0;) {
    const pid = todo.pop() ?? 0;
    found.push(pid);
    todo.push(...(children.get(pid) ?? []));
  }
  return found;
}

const partOf = (pid: number): Part | undefined => {
  const command = read(`/proc/${pid}/cmdline`);
  return PARTS.find(([pattern]) => pattern.test(command))?.[1];
};

const residentKb = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Sockets with a peer that is not this machine: inode to address, as the kernel writes it (hexadecimal). */
export function remoteAddresses(tables = ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => read(`/proc/net/${name}`))) {
  const remotes = new Map<string, string>();
  for (const line of tables.flatMap((table) => table.split('\n').slice(1))) {
    const [, , remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
    const [host = ''] = remote.split(':');
    if (!/^0*$/.test(host) && !isLoopback(host)) remotes.set(inode, remote);
  }
  return remotes;
}

/** 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104 in the byte order of little-endian machines, which x64 and arm64 are. */
const isLoopback = (host: string): boolean =>
  /^[0-9A-F]{6}7F$/.test(host) || host === `${'0'.repeat(24)}01000000` || /^0{16}FFFF0000[0-9A-F]{6}7F$/.test(host);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
