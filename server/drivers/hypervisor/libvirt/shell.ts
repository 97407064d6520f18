import { quoted } from '../../protocols/ssh/posix-shell'

export const virsh = (uri: string, ...args: readonly string[]): string =>
  ['virsh', '-q', '-c', uri, ...args].map(quoted).join(' ')

/** virsh commands with one connection for all. Each answer follows its marker; a command that fails leaves its answer empty. */
export interface Question {
  readonly name: string
  readonly command: string
}

const marker = (name: string): string => `@@ridethrough:${name}@@`

export const batch = (uri: string, questions: readonly Question[]): string =>
  virsh(uri, [...questions.map(({ name, command }) => `echo ${marker(name)}; ${command}`), `echo ${marker('end')}`].join('; '))

/** The answers by name; null where virsh did not get as far as to answer at all. */
export const answersOf = (stdout: string): ReadonlyMap<string, string> | null => {
  if (!stdout.includes(marker('end'))) return null
  const parts = stdout.split(/@@ridethrough:([^@]+)@@/)
  const answers = new Map<string, string>()
  for (let index = 1; index < parts.length; index += 2) answers.set(parts[index] ?? '', (parts[index + 1] ?? '').trim())
  return answers
}
