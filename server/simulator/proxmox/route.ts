import type { Tasks } from './tasks'
import type { World } from '../world/world'
import { ApiError } from './api-error'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Context {
  readonly world: World
  readonly tasks: Tasks
  readonly user: string
  /** From the path, the query and the body together, as text. */
  readonly params: ReadonlyMap<string, string>
}

export interface Route {
  readonly method: Method
  /** As in the API's own documentation: /nodes/{node}/qemu/{vmid}/config */
  readonly path: string
  /** Parameters beyond those of the path; any other is refused, as the real one does. */
  readonly takes?: readonly string[]
  readonly answer: (context: Context) => unknown
}

export const text = ({ params }: Context, name: string): string => {
  const value = params.get(name)
  if (value === undefined || value === '')
    throw new ApiError(400, 'Parameter verification failed.', { [name]: 'property is missing and it is not optional' })
  return value
}

export const integer = (context: Context, name: string, otherwise?: number): number => {
  if (otherwise !== undefined && !context.params.has(name)) return otherwise
  const value = Number(text(context, name))
  if (Number.isInteger(value)) return value
  throw new ApiError(400, 'Parameter verification failed.', { [name]: `type check ('integer') failed` })
}

export const flag = ({ params }: Context, name: string): boolean => /^(1|yes|on|true)$/i.test(params.get(name) ?? '')

const matchPath = (pattern: string, path: string): Map<string, string> | null => {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return null
  const found = new Map<string, string>()
  for (const [index, segment] of wanted.entries()) {
    const actual = decodeURIComponent(given[index] ?? '')
    if (segment.startsWith('{')) found.set(segment.slice(1, -1), actual)
    else if (segment !== actual) return null
  }
  return found
}

export const findRoute = (
  routes: readonly Route[],
  method: string,
  path: string,
  given: ReadonlyMap<string, string>,
): { readonly route: Route; readonly params: Map<string, string> } => {
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path, path) : null
    if (params === null) continue
    for (const [name, value] of given) {
      if (params.has(name)) continue
      if (!(route.takes ?? []).includes(name))
        throw new ApiError(400, 'Parameter verification failed.', {
          [name]: 'property is not defined in schema and the schema does not allow additional properties',
        })
      params.set(name, value)
    }
    return { route, params }
  }
  throw new ApiError(501, `Method '${method} ${path}' not implemented`)
}
