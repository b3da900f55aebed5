/* How colours are seen: how light they are, how far apart, and by eyes that tell fewer of them apart. */

/** The red, green and blue of a colour code, as light adds up. */
const linear = (hex: string) =>
  [1, 3, 5]
    .map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))

const times = (matrix: number[][], vector: number[]) =>
  matrix.map(row => row.reduce((sum, each, index) => sum + each * (vector[index] ?? 0), 0))

/** How light a colour is, from 0 to 1. */
export const luminance = (hex: string) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0] ?? 0

/** The contrast of two colours, as WCAG 2 defines it: from 1 to 21. */
export const contrast = (a: string, b: string) => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** CIE L*a*b* of linear sRGB under D65. */
function lab(rgb: number[]) {
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  )
  const [x = 0, y = 0, z = 0] = xyz.map((each, index) => {
    const ratio = each / ([0.9505, 1, 1.089][index] ?? 1)
    return ratio > 0.008856 ? Math.cbrt(ratio) : 7.787 * ratio + 16 / 116
  })
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** The ways to see: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
export const visions: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** A colour as such eyes see it, in L*a*b*. */
export const seen = (hex: string, vision: number[][]) =>
  lab(times(vision, linear(hex)).map(c => Math.min(1, Math.max(0, c))))
