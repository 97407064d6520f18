import type { ValueFormula } from './sensor-record'

/** Table 43-1, byte 24. */
const FUNCTIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  Math.log,
  Math.log10,
  Math.log2,
  Math.exp,
  (x) => 10 ** x,
  (x) => 2 ** x,
  (x) => 1 / x,
  (x) => x ** 2,
  (x) => x ** 3,
  Math.sqrt,
  Math.cbrt,
]

const FIRST_NON_LINEAR = 0x70

/** M and B of these are different for each reading; the result is taken as it is. */
export const isNonLinear = ({ linearization }: ValueFormula): boolean => linearization >= FIRST_NON_LINEAR

const rawNumber = (raw: number, format: ValueFormula['format']): number => {
  if (format === 'unsigned' || raw < 0x80) return raw
  return format === 'twos-complement' ? raw - 0x100 : raw - 0xff
}

/** y = L[(M·x + B·10^K1)·10^K2] (IPMI 2.0, 36.3). Null: there is no such value, e.g. 1/0, or the function is not known. */
export const valueOf = (raw: number, formula: ValueFormula): number | null => {
  const { m, b, bExponent, resultExponent, linearization, format } = formula
  const x = (m * rawNumber(raw, format) + b * 10 ** bExponent) * 10 ** resultExponent
  const apply = isNonLinear(formula) ? FUNCTIONS[0] : FUNCTIONS[linearization]
  const value = apply?.(x)
  // As many digits as a byte and its factors can mean: 12.1, not 12.100000000000001.
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(10)) : null
}
