import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { testData } from './require-peer'

/**
 * Proxmox VE's own description of its REST API, as a checker: what a client sends and what a server answers
 * are both held against it. It is recorded test data, so it is found at run time and never part of the product.
 */

const flag = z
  .union([z.boolean(), z.literal(0), z.literal(1), z.literal('0'), z.literal('1')])
  .transform((value) => value === true || value === 1 || value === '1')

/** Only what is checked here; everything else in the schema (texts, formats by name, renderers) is passed over. */
const valueSchema = z.object({
  type: z.string().optional(),
  optional: flag.optional(),
  enum: z.array(z.union([z.string(), z.number()])).nullish(),
  minimum: z.coerce.number().optional(),
  maximum: z.coerce.number().optional(),
  minLength: z.coerce.number().optional(),
  maxLength: z.coerce.number().optional(),
  pattern: z.string().optional(),
  requires: z.string().optional(),
  get items() {
    return valueSchema.optional()
  },
  get properties() {
    return z.record(z.string(), valueSchema).optional()
  },
})
type ValueSchema = z.infer<typeof valueSchema>

const operationSchema = z.object({
  parameters: z.record(z.string(), valueSchema).nullish(),
  returns: valueSchema.nullish(),
})
type Operation = z.infer<typeof operationSchema>

export type PveMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface PveSchema {
  readonly operationCount: number
  /** Problems of a call: unknown path, missing, unknown or wrong parameters. `path` without `/api2/json` and without a query. */
  validateCall(method: PveMethod, path: string, params: Readonly<Record<string, unknown>>): string[]
  /** Problems of an answer's `data`. Properties that the schema does not name are allowed, as real servers send some. */
  validateReturn(method: PveMethod, path: string, data: unknown): string[]
}

/** `net[n]` of the schema stands for net0, net1, … */
const lookUp = (properties: Readonly<Record<string, ValueSchema>>, name: string): ValueSchema | null =>
  properties[name] ?? properties[name.replace(/\d+$/, '[n]')] ?? null

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Call parameters travel as text, so "1" is a boolean and "101" an integer there; in answers only 0 and 1 stand for booleans. */
type Side = 'call' | 'answer'

const numberOf = (value: unknown, side: Side): number | null => {
  if (typeof value === 'number') return value
  return side === 'call' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : null
}

const isBoolean = (value: unknown, side: Side): boolean =>
  typeof value === 'boolean' ||
  value === 0 ||
  value === 1 ||
  (side === 'call' && typeof value === 'string' && /^(0|1|yes|no|on|off|true|false)$/i.test(value))

const scalarProblems = (schema: ValueSchema, value: unknown, where: string, side: Side): string[] => {
  const problems: string[] = []
  const number = numberOf(value, side)
  if (schema.type === 'string') {
    if (typeof value !== 'string' && !(side === 'call' && typeof value === 'number'))
      return [`${where}: expected a string, found ${JSON.stringify(value)}`]
    const text = String(value)
    if (schema.minLength !== undefined && text.length < schema.minLength)
      problems.push(`${where}: shorter than ${schema.minLength}`)
    if (schema.maxLength !== undefined && text.length > schema.maxLength)
      problems.push(`${where}: longer than ${schema.maxLength}`)
    if (schema.pattern !== undefined && !new RegExp(`^(?:${schema.pattern.replace(/^\(\?\^:/, '(?:')})$`).test(text))
      problems.push(`${where}: ${JSON.stringify(text)} does not match ${schema.pattern}`)
  } else {
    if (number === null) return [`${where}: expected ${schema.type}, found ${JSON.stringify(value)}`]
    if (schema.type === 'integer' && !Number.isInteger(number)) problems.push(`${where}: ${number} is not an integer`)
    if (schema.minimum !== undefined && number < schema.minimum) problems.push(`${where}: ${number} is below ${schema.minimum}`)
    if (schema.maximum !== undefined && number > schema.maximum) problems.push(`${where}: ${number} is above ${schema.maximum}`)
  }
  if (schema.enum && !schema.enum.some((allowed) => String(allowed) === String(value)))
    problems.push(`${where}: ${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`)
  return problems
}

const propertyProblems = (
  properties: Readonly<Record<string, ValueSchema>>,
  value: Readonly<Record<string, unknown>>,
  where: string,
  side: Side,
): string[] => [
  ...Object.entries(properties)
    .filter(([name, schema]) => schema.optional !== true && !name.endsWith('[n]') && value[name] === undefined)
    .map(([name]) => `${where}.${name}: missing`),
  ...Object.entries(value).flatMap(([name, given]) => {
    const schema = lookUp(properties, name)
    if (given === undefined) return []
    if (schema === null) return side === 'call' ? [`${where}.${name}: the API knows no such parameter`] : []
    const lacking = schema.requires !== undefined && value[schema.requires] === undefined
    const unmet = side === 'call' && lacking ? [`${where}.${name}: needs ${schema.requires ?? ''} as well`] : []
    return [...unmet, ...valueProblems(schema, given, `${where}.${name}`, side)]
  }),
]

const valueProblems = (schema: ValueSchema, value: unknown, where: string, side: Side): string[] => {
  switch (schema.type) {
    case undefined:
    case 'any':
      return schema.properties !== undefined && isRecord(value) ? propertyProblems(schema.properties, value, where, side) : []
    case 'null':
      return value === null || value === undefined ? [] : [`${where}: expected null, found ${JSON.stringify(value)}`]
    case 'boolean':
      return isBoolean(value, side) ? [] : [`${where}: expected a boolean, found ${JSON.stringify(value)}`]
    case 'array':
      if (!Array.isArray(value)) return [`${where}: expected an array, found ${JSON.stringify(value)}`]
      return value.flatMap((item: unknown, index) =>
        schema.items === undefined ? [] : valueProblems(schema.items, item, `${where}[${index}]`, side),
      )
    case 'object':
      if (!isRecord(value)) return [`${where}: expected an object, found ${JSON.stringify(value)}`]
      return propertyProblems(schema.properties ?? {}, value, where, side)
    default:
      return scalarProblems(schema, value, where, side)
  }
}

interface Route {
  readonly segments: readonly string[]
  readonly operation: Operation
}

const pathParameters = (route: Route, path: string): Record<string, string> | null => {
  const given = path.split('/')
  if (given.length !== route.segments.length) return null
  const found: Record<string, string> = {}
  for (const [index, segment] of route.segments.entries()) {
    const actual = decodeURIComponent(given[index] ?? '')
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (name !== undefined) found[name] = actual
    else if (segment !== actual) return null
  }
  return found
}

const schemaFrom = (file: string): PveSchema => {
  const operations = z.record(z.string(), operationSchema).parse(JSON.parse(readFileSync(file, 'utf8')))
  const routes = new Map<string, Route[]>()
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ')
    routes.set(method, [...(routes.get(method) ?? []), { segments: path.split('/'), operation }])
  }
  const find = (method: PveMethod, path: string) => {
    const matches = (routes.get(method) ?? []).flatMap((route) => {
      const parameters = pathParameters(route, path)
      return parameters === null ? [] : [{ route, parameters }]
    })
    // A fixed segment wins over a placeholder.
    return matches.sort((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length)[0] ?? null
  }
  return {
    operationCount: Object.keys(operations).length,
    validateCall(method, path, params) {
      const match = find(method, path)
      if (match === null) return [`${method} ${path}: the API knows no such call`]
      return propertyProblems(
        match.route.operation.parameters ?? {},
        { ...match.parameters, ...params },
        `${method} ${path}`,
        'call',
      )
    },
    validateReturn(method, path, data) {
      const match = find(method, path)
      if (match === null) return [`${method} ${path}: the API knows no such call`]
      return valueProblems(match.route.operation.returns ?? {}, data, `${method} ${path}`, 'answer')
    },
  }
}

let loaded: PveSchema | null = null

/** Null (skipping, and saying so) where the recorded schema is missing; throws instead where peers are required. */
export const loadPveSchema = (): PveSchema | null => {
  const file = testData('manager-recordings/proxmox/pve-api-schema.json')
  if (file === null) return null
  return (loaded ??= schemaFrom(file))
}
