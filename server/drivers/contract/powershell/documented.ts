import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command } from './commands-in'

interface Parameter {
  readonly name: string
  readonly isRequired: boolean
  readonly takesValue: boolean
}
type ParameterSet = readonly Parameter[]
export type Documented = ReadonlyMap<string, readonly ParameterSet[]>

const fileSchema = z.record(z.string(), z.object({ sets: z.array(z.object({ syntax: z.string() })) }))

/** `[-Name]` and `[-Name <T>]` may be left out, `[-Name] <T>` only its name. */
const parametersOf = (syntax: string): ParameterSet => {
  const plain = syntax.replace(/<[^<>]*(?:<[^<>]*>[^<>]*)*>/g, '<T>').replace(/\[?<T>\]?\s*$/, '')
  const found: Parameter[] = []
  let depth = 0
  for (let at = 0; at < plain.length; at += 1) {
    if (plain[at] === '[') depth += 1
    if (plain[at] === ']') depth -= 1
    const match = plain[at] === '-' && /[\s[]/.test(plain[at - 1] ?? '') ? /^-(\w+)(\])?(?: (<T>))?/.exec(plain.slice(at)) : null
    if (match?.[1] === undefined) continue
    const takesValue = match[3] !== undefined
    const optionalDepth = match[2] !== undefined && takesValue ? depth - 1 : depth
    found.push({ name: match[1].toLowerCase(), isRequired: optionalDepth === 0, takesValue })
  }
  return found
}

export const documentedCmdlets = (file: string): Documented =>
  new Map(
    Object.entries(fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))).map(([name, { sets }]) => [
      name,
      sets.map(({ syntax }) => parametersOf(syntax)),
    ]),
  )

const optional = (...names: readonly string[]): ParameterSet =>
  names.map((name) => ({ name: name.toLowerCase(), isRequired: false, takesValue: true }))

/** PowerShell's own, which that documentation leaves out; by its reference, as far as they are used. */
const OWN: Documented = new Map([
  ['Get-CimInstance', [optional('Namespace', 'ClassName', 'Filter', 'Property')]],
  ['Get-WmiObject', [optional('Namespace', 'Class', 'Filter')]],
  ['Invoke-CimMethod', [optional('InputObject', 'MethodName', 'Arguments')]],
  ['Get-Service', [optional('Name')]],
  ['Get-Command', [optional('Name')]],
  ['Import-Module', [optional('Name')]],
  ['New-Object', [optional('TypeName', 'ArgumentList')]],
  ['Select-Object', [optional('First')]],
  ['Sort-Object', [optional()]],
  ['Start-Sleep', [optional('Seconds')]],
  ['ForEach-Object', [optional()]],
  ['Where-Object', [optional()]],
])
/** These take what they do as their one value. */
const TAKE_A_BLOCK = ['ForEach-Object', 'Where-Object']

const COMMON = ['erroraction']

const fits = (command: Command, set: ParameterSet): boolean => {
  const given = command.parameters.filter(({ name }) => !COMMON.includes(name.toLowerCase()))
  return (
    given.every(({ name, hasValue }) =>
      set.some((known) => known.name === name.toLowerCase() && known.takesValue === hasValue),
    ) &&
    (command.isPipedTo || set.every((known) => !known.isRequired || given.some(({ name }) => name.toLowerCase() === known.name)))
  )
}

/** What is wrong with a command; null: its parameters are all of one documented set. */
export const faultOf = (command: Command, documented: Documented): string | null => {
  const words = [command.name, ...command.parameters.map(({ name, hasValue }) => `-${name}${hasValue ? ' …' : ''}`)].join(' ')
  const sets = OWN.get(command.name) ?? documented.get(command.name)
  if (sets === undefined) return `${command.name} is not documented`
  if (command.positional !== (TAKE_A_BLOCK.includes(command.name) ? 1 : 0)) return `${words}: a value without its parameter`
  return sets.some((set) => fits(command, set)) ? null : `${words}: fits no one of its ${sets.length} parameter sets`
}
