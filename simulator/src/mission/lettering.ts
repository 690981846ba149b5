/** Letters of 5 x 7 pixels, drawn without any font: simulated devices run where none is installed. */
const GLYPHS: { [character: string]: string } = {
  '0': '0e11131519110e',
  '1': '040c040404040e',
  '2': '0e11010204081f',
  '3': '1f02040201110e',
  '4': '02060a121f0202',
  '5': '1f101e0101110e',
  '6': '0608101e11110e',
  '7': '1f010204080808',
  '8': '0e11110e11110e',
  '9': '0e11110f01020c',
  '.': '00000000000c0c',
  '-': '0000001f000000',
  _: '0000000000001f',
  D: '1e11111111111e',
  I: '0e04040404040e',
  J: '0702020202120c',
  M: '111b1515111111',
  N: '11191513111111',
  T: '1f040404040404',
  V: '111111110a0a04',
  W: '11111115151b11',
  Z: '1f01020408101f',
  j: '02000602020a04',
  p: '00001e111e1010',
  e: '00000e111f100e',
  g: '000f11110f010e',
  m: '00001a15151515',
}

/** Writes white on black into RGB pixels; what has no glyph stays a gap. */
export function stamp(pixels: Uint8Array, width: number, left: number, top: number, text: string): void {
  let x = left
  for (const character of text) {
    const rows = GLYPHS[character] ?? '00000000000000'
    for (let row = -1; row < 8; row++) {
      const bits = row < 0 || row > 6 ? 0 : Number.parseInt(rows.slice(row * 2, row * 2 + 2), 16)
      for (let column = 0; column < 6; column++) {
        const at = ((top + row) * width + x + column) * 3
        if (x + column < width) pixels.fill(bits & (16 >> column) ? 255 : 0, at, at + 3)
      }
    }
    x += 6
  }
}
