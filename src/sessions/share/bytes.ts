/** Numbers and words as bytes, and back with every length checked: what a link carries is read from foreign hands. */

/** The bytes end too early, or say something that cannot be. */
export class DamagedError extends Error {}

export class ByteWriter {
  readonly #bytes: number[] = [];

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  /** A whole number from 0 to 2⁵³ − 1, seven bits a byte. Throws a RangeError for any other. */
  count(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count.`);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }

  /** A whole number of either sign, small ones short. */
  signed(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.count(encoded.length);
    this.#bytes.push(...encoded);
  }

  float32(value: number): void {
    this.#bytes.push(...new Uint8Array(Float32Array.of(value).buffer));
  }

  float64(value: number): void {
    this.#bytes.push(...new Uint8Array(Float64Array.of(value).buffer));
  }

  /** Eight to a byte. */
  flags(values: readonly boolean[]): void {
    for (let start = 0; start < values.length; start += 8) {
      this.#bytes.push(values.slice(start, start + 8).reduce((byte, value, bit) => byte | (Number(value) << bit), 0));
    }
  }

  /** Sixteen hexadecimal digits as eight bytes. */
  digest(hex: string): void {
    for (let i = 0; i < 16; i += 2) this.#bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  }
}

/** Reads what a `ByteWriter` wrote. All methods throw a `DamagedError` where the bytes end too early. */
export class ByteReader {
  #at = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }

  /** Throws a `DamagedError` for more than `most`: nothing is allocated on the word of a link alone. */
  count(most = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (value > most) throw new DamagedError(`${value} is more than ${most}.`);
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  signed(): number {
    const value = this.count();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  text(most: number): string {
    const length = this.count(most);
    return new TextDecoder().decode(Uint8Array.from({ length }, () => this.#byte()));
  }

  float32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  flags(length: number): boolean[] {
    const bytes = Array.from({ length: Math.ceil(length / 8) }, () => this.#byte());
    return Array.from({ length }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
  }

  digest(): string {
    return Array.from({ length: 8 }, () => this.#byte().toString(16).padStart(2, '0')).join('');
  }

  #byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#view.byteLength) throw new DamagedError('The bytes end too early.');
    this.#at = at + length;
    return at;
  }
}

/** Base64 with the letters that an address takes as they are. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws a `DamagedError` for letters that are none of it. */
export function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new DamagedError('The text is not base64.');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
