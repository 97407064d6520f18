import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { testData } from '../require-peer'

/**
 * The pool API's own list of its classes, as a checker: what a client calls, and the records that a server answers, are held
 * against it. It is recorded test data, so it is found at run time and never part of the product.
 */
const transitionSchema = z.object({ transition: z.string(), release: z.string() })
const lifecycleSchema = z.object({ transitions: z.array(transitionSchema) })

const fieldSchema = z.object({ name: z.string(), type: z.string(), lifecycle: lifecycleSchema })

const messageSchema = z.object({
  name: z.string(),
  params: z.array(z.object({ name: z.string(), type: z.string() })),
  result: z.array(z.string()),
  roles: z.array(z.string()),
  lifecycle: lifecycleSchema,
})
type Message = z.infer<typeof messageSchema>

const classSchema = z.object({
  name: z.string(),
  fields: z.array(fieldSchema),
  messages: z.array(messageSchema),
  enums: z.array(z.object({ name: z.string(), values: z.array(z.object({ name: z.string() })) })),
})

export interface ClassList {
  readonly classCount: number
  /** "string", "VM ref set", …; null: the class has no such field. */
  fieldType(className: string, field: string): string | null
  fieldsOf(className: string): readonly string[]
  enumValues(name: string): readonly string[]
  /** Roles that may call it; null: there is no such call. */
  rolesOf(method: string): readonly string[] | null
  /** What is wrong with a call, its session among `params`. `Async.` may stand before the method. */
  problemsOfCall(method: string, params: readonly unknown[]): string[]
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether a value is what the wire carries for that type. */
const fits = (type: string, value: unknown): boolean => {
  if (type.endsWith(' set')) return Array.isArray(value) && value.every((item) => fits(type.slice(0, -4), item))
  if (type.endsWith(' map'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText)
  if (type.endsWith(' ref')) return isText(value) && (value === '' || value.startsWith('OpaqueRef:'))
  if (type === 'int') return Number.isInteger(value) || (isText(value) && /^-?\d+$/.test(value))
  if (type === 'float') return typeof value === 'number'
  if (type === 'bool') return typeof value === 'boolean'
  return isText(value)
}

const problemsOfParams = (method: string, message: Message, params: readonly unknown[]): string[] => {
  // Parameters that came with later versions have defaults, and may be left out.
  const later = message.lifecycle.transitions.filter(({ transition }) => transition === 'extended').length
  const least = message.params.length - later
  if (params.length > message.params.length || params.length < least)
    return [`${method}: ${params.length} parameters, expected ${least} to ${message.params.length}`]
  return params.flatMap((value, index) => {
    const param = message.params[index]
    if (param === undefined || fits(param.type, value)) return []
    return [`${method}: ${param.name} is no ${param.type}: ${JSON.stringify(value).slice(0, 80)}`]
  })
}

const listFrom = (file: string): ClassList => {
  const classes = new Map(
    z
      .array(classSchema)
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .map((one) => [one.name, one]),
  )
  const find = (method: string): Message | null => {
    const [className = '', name = ''] = method.replace(/^Async\./, '').split('.')
    return classes.get(className)?.messages.find((message) => message.name === name) ?? null
  }
  return {
    classCount: classes.size,
    fieldType: (className, field) => classes.get(className)?.fields.find(({ name }) => name === field)?.type ?? null,
    fieldsOf: (className) => classes.get(className)?.fields.map(({ name }) => name) ?? [],
    enumValues: (name) =>
      [...classes.values()]
        .flatMap((one) => one.enums.filter((word) => word.name === name))
        .flatMap(({ values }) => values.map((value) => value.name)),
    rolesOf: (method) => find(method)?.roles ?? null,
    problemsOfCall(method, params) {
      const message = find(method)
      if (message === null) return [`${method}: the API has no such call`]
      const gone = message.lifecycle.transitions.some(({ transition }) => transition === 'removed')
      return gone ? [`${method}: removed from the API`] : problemsOfParams(method, message, params)
    },
  }
}

let loaded: ClassList | null = null

/** Null (skipping, and saying so) where the list is missing; throws instead where peers are required. */
export const loadClassList = (): ClassList | null => {
  const file = testData('manager-recordings/xapi/xenapi.json')
  if (file === null) return null
  return (loaded ??= listFrom(file))
}
