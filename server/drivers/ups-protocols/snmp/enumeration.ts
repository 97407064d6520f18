/** The word for an enumerated value; `unlisted` where the device sends a value that its MIB does not list: never taken for "all well". */
export const wordOf = <const T extends Readonly<Record<number, string>>>(words: T, value: number): T[keyof T] | 'unlisted' => {
  const known = words[value]
  return isWordOf(words, known) ? known : 'unlisted'
}

const isWordOf = <T extends Readonly<Record<number, string>>>(words: T, word: string | undefined): word is T[keyof T] & string =>
  word !== undefined && Object.values(words).includes(word)
