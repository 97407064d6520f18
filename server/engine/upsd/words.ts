/** The words of one line: separated by blanks, quoted where they hold any, a backslash takes the next character as it is. */
export const wordsOf = (line: string): readonly string[] => {
  const words: string[] = []
  let word: string | null = null
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at)
    if (letter === '\\') {
      at += 1
      word = (word ?? '') + line.charAt(at)
    } else if (letter === '"') {
      quoted = !quoted
      word ??= ''
    } else if (!quoted && (letter === ' ' || letter === '\t')) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + letter
  }
  if (word !== null) words.push(word)
  return words
}

/** A value between quotes, on one line whatever it holds. */
export const quoted = (value: string): string => `"${value.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/[\\"]/g, '\\$&')}"`
