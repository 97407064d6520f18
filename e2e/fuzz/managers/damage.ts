import type { Random } from '../random'

export interface Answer {
  /** Of HTTP; of a command its exit code. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** `cut`: only so many characters of the body are sent before the connection ends. */
export interface Damaged extends Answer {
  readonly what: string
  readonly cut: number | null
}

const WORDS = [
  '',
  'null',
  'true',
  '-1',
  '0',
  '1e400',
  '99999999999999999999',
  '2147483648',
  'NaN',
  'xyzzy',
  'ä\u0000',
  '[]',
  '{}',
  '"',
] as const
const STRANGE_STATUS = [200, 204, 301, 400, 401, 403, 404, 409, 429, 500, 502, 503, 595] as const
const STRANGE_CODES = [0, 1, 2, 124, 126, 127, 137, 255] as const
const PAGES = [
  '',
  ' ',
  'null',
  '[]',
  '{}',
  '<html><body>502 Bad Gateway</body></html>',
  '<?xml version="1.0"?><a>',
  '{"data":null}',
  '{"result":[]}',
] as const
/** A number or a word, between quotes or tags or at the end of a line. */
const VALUE = /(?<=[:>"'=,[]\s*)(?:-?\d+(?:\.\d+)?|[A-Za-z][\w .:-]*)(?=[<"',}\]]|$)/gm
const LONGEST_SPAN = 400

type Change = (body: string, random: Random) => string

const spanIn = (body: string, random: Random): readonly [number, number] => {
  const from = random.below(Math.max(1, body.length))
  return [from, Math.min(body.length, from + 1 + random.below(LONGEST_SPAN))]
}

const CHANGES: Readonly<Record<string, Change>> = {
  'some values replaced': (body, random) => {
    const part = random.pick([0.002, 0.02, 0.2])
    return body.replace(VALUE, (value) => (random.chance(part) ? random.pick(WORDS) : value))
  },
  'a span taken out': (body, random) => {
    const [from, to] = spanIn(body, random)
    return body.slice(0, from) + body.slice(to)
  },
  'a span twice': (body, random) => {
    const [from, to] = spanIn(body, random)
    return body.slice(0, to) + body.slice(from)
  },
  'spans exchanged': (body, random) => {
    const [[oneFrom, oneTo], [otherFrom, otherTo]] = [spanIn(body, random), spanIn(body, random)]
    return oneTo <= otherFrom
      ? body.slice(0, oneFrom) +
          body.slice(otherFrom, otherTo) +
          body.slice(oneTo, otherFrom) +
          body.slice(oneFrom, oneTo) +
          body.slice(otherTo)
      : body
  },
  'characters flipped': (body, random) => {
    const characters = [...body]
    for (let times = 1 + random.below(4); times > 0; times -= 1)
      characters[random.below(Math.max(1, characters.length))] = String.fromCodePoint(random.below(0x2_00))
    return characters.join('')
  },
  'another page': (_, random) => random.pick(PAGES),
  'deeply nested': (body, random) => random.pick(['[', '{"data":', '<a>']).repeat(2_000) + body,
}

/** One answer, damaged as the seed has it. `isCommand`: it is what a command printed. */
export const damage = (answer: Answer, isCommand: boolean, random: Random): Damaged => {
  const whole = { ...answer, cut: null }
  const strange = isCommand ? STRANGE_CODES : STRANGE_STATUS
  if (random.chance(0.1)) return { ...whole, what: 'another status', status: random.pick(strange) }
  if (random.chance(0.1)) return { ...whole, what: 'cut off', cut: random.below(Math.max(1, answer.body.length)) }
  const what = random.pick(Object.keys(CHANGES))
  return { ...whole, what, body: CHANGES[what]?.(answer.body, random) ?? answer.body }
}
