import { z } from 'zod'
import type { ManagerTarget } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import { type Budget, budgetOf } from './budget'
import type { ServiceContent } from './connection'
import { doorFor, otherDoor, type TagDoor } from './tag-doors'

const TAGS_PER_CALL = 100
const NAMES_AT_ONCE = 4

/** "urn:vmomi:InventoryServiceTag:<uuid>:GLOBAL": it becomes a part of a path. */
const tagIdSchema = z.string().regex(/^[\w:.-]+$/)
/** It becomes a header. */
const sessionSchema = z.string().regex(/^[\u0021-\u007e]+$/)
/** Some say "null" of a list that is empty: an answer all the same. */
const listOf = <T>(items: z.ZodType<T>) =>
  z
    .array(items)
    .nullable()
    .transform((list) => list ?? [])
const tagIdsSchema = listOf(z.string())
const tagSchema = z.object({ name: z.string().min(1) })
const attachedSchema = listOf(
  z.object({
    tag_id: z.string(),
    object_ids: z
      .array(z.object({ id: z.string(), type: z.string() }))
      .nullish()
      .transform((objects) => objects ?? []),
  }),
)

/** Names of tags by VM. `part`: not all were told yet, and the next reading goes on from there. */
export type TagReading =
  { readonly kind: 'told'; readonly byVm: ReadonlyMap<string, readonly string[]> } | { readonly kind: 'part' | 'silent' }

const SILENT: TagReading = { kind: 'silent' }
const NOT_THERE = 404

/**
 * Whether there are tags that could be told: hosts by themselves have none, and before 6.5 no REST service. Only the version says so:
 * a proxy before a vCenter that is just starting may answer "not found", too.
 */
export const tellsTags = ({ standalone, version }: Pick<ServiceContent, 'standalone' | 'version'>): boolean => {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  return !standalone && (version === null || major > 6 || (major === 6 && minor >= 5))
}

type About = Pick<ServiceContent, 'version'>

/** Tags of a vCenter, which its SOAP service does not tell. A conversation of its own, with the same account. */
export class TagService {
  readonly #https: HttpsClient
  readonly #signIn: string | null
  #session: string | null = null
  /** Null: not asked yet. Once found missing, the other one stays, until that is missing, too. */
  #door: TagDoor | null = null
  /** What the last question came to, in words. Null: it was answered. */
  #trouble: string | null = null
  /** By id, the one that was read longest ago first: they are kept, for a call per tag may take many readings. */
  readonly #names = new Map<string, string>()

  constructor({ address, secret }: ManagerTarget) {
    this.#https = openHttps({ url: address.url, defaultPort: 443, pins: address.pins, connections: NAMES_AT_ONCE })
    this.#signIn =
      secret.kind === 'password' ? `Basic ${Buffer.from(`${secret.user}:${secret.password}`, 'utf8').toString('base64')}` : null
  }

  /** Why tags are not told, in words; null: they are, as far as this account may see them. */
  async whyUntold(about: About, budget: Budget): Promise<string | null> {
    return (await this.#list(about, budget)) === null ? this.#trouble : null
  }

  /** Goes on where the last reading stopped; what is left of the budget goes to tags that may bear another name by now. */
  async read(about: About, budget: Budget): Promise<TagReading> {
    const listed = await this.#list(about, budget)
    const ids = listed?.ids.filter((id) => tagIdSchema.safeParse(id).success)
    if (listed === null || ids === undefined || ids.length < listed.ids.length) return SILENT
    const { door } = listed
    const wantedIds = new Set(ids)
    for (const id of this.#names.keys()) if (!wantedIds.has(id)) this.#names.delete(id)
    const before = [...this.#names.keys()]
    await this.#readNames(
      door,
      ids.filter((id) => !this.#names.has(id)),
      budget,
    )
    if (this.#names.size < wantedIds.size) return { kind: this.#names.size > before.length ? 'part' : 'silent' }
    const { deadlineMs, ...rest } = budget.left()
    await this.#readNames(door, before, budgetOf({ ...rest, deadlineMs: deadlineMs / 2 }))
    return this.#attached(door, ids, budget)
  }

  /** All tags, and by which of the two services they were told: the other is asked where one is not there. */
  async #list(about: About, budget: Budget): Promise<{ readonly door: TagDoor; readonly ids: readonly string[] } | null> {
    const first = this.#door ?? doorFor(about)
    for (const door of [first, otherDoor(first)]) {
      if (door !== this.#door) this.#session = null
      this.#door = door
      const answer = await this.#ask(door, 'GET', door.tags, null, budget)
      if (answer?.status !== NOT_THERE) {
        const ids = this.#understood(door, answer, tagIdsSchema)
        return ids === null ? null : { door, ids }
      }
    }
    this.#door = null
    this.#session = null
    this.#trouble = troubleOf(NOT_THERE)
    return null
  }

  async #attached(door: TagDoor, ids: readonly string[], budget: Budget): Promise<TagReading> {
    const byVm = new Map<string, string[]>()
    for (let at = 0; at < ids.length; at += TAGS_PER_CALL) {
      const wanted = JSON.stringify({ tag_ids: ids.slice(at, at + TAGS_PER_CALL) })
      const answer = await this.#ask(door, 'POST', door.attached, wanted, budget)
      const attached = this.#understood(door, answer, attachedSchema)
      if (attached === null) return SILENT
      for (const { tag_id, object_ids } of attached) {
        const name = this.#names.get(tag_id)
        for (const { id, type } of object_ids)
          if (type === 'VirtualMachine' && name !== undefined) byVm.set(id, [...(byVm.get(id) ?? []), name])
      }
    }
    return { kind: 'told', byVm: new Map([...byVm].map(([id, tags]) => [id, [...new Set(tags)].sort()])) }
  }

  /** Signs out where that is quick. */
  async close(): Promise<void> {
    if (this.#session !== null && this.#door !== null)
      await this.#send('DELETE', this.#door.session, null, { left: () => ({ deadlineMs: 2_000 }) })
    await this.#https.close()
  }

  /** As far as the budget lasts. */
  async #readNames(door: TagDoor, ids: readonly string[], budget: Budget): Promise<void> {
    await eachBounded(ids, NAMES_AT_ONCE, async (id) => {
      if (budget.left().deadlineMs <= 0) return false
      const tag = this.#understood(door, await this.#ask(door, 'GET', door.tag(id), null, budget), tagSchema)
      if (tag === null) return false
      this.#names.delete(id)
      this.#names.set(id, tag.name)
      return true
    })
  }

  /** Null: no answer. A session that was thrown out is renewed once; an answer to the sign-in stands where that was not let in. */
  async #ask(door: TagDoor, method: 'GET' | 'POST', path: string, body: string | null, budget: Budget): Promise<Answer | null> {
    const hadSession = this.#session !== null
    if (!hadSession) {
      const answer = await this.#begin(door, budget)
      if (this.#session === null) return answer
    }
    const answer = await this.#send(method, path, body, budget)
    if (answer?.status !== 401 || !hadSession) return answer
    this.#session = null
    return this.#ask(door, method, path, body, budget)
  }

  /** What the sign-in was answered; one that gives no session is an answer that cannot be understood. */
  async #begin(door: TagDoor, budget: Budget): Promise<Answer | null> {
    if (this.#signIn === null) return null
    const answer = await this.#send('POST', door.session, null, budget, { authorization: this.#signIn })
    this.#session = this.#understood(door, answer, sessionSchema)
    return answer === null || !isGiven(answer) ? answer : { ...answer, body: '' }
  }

  #understood<T>(door: TagDoor, answer: Answer | null, schema: z.ZodType<T>): T | null {
    const value = answer !== null && isGiven(answer) ? told(door, answer.body, schema) : null
    this.#trouble = value === null ? troubleOf(answer?.status ?? null) : null
    return value
  }

  async #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: string | null,
    budget: Budget,
    more: Readonly<Record<string, string>> = {},
  ) {
    const headers = {
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(this.#session === null ? {} : { 'vmware-api-session-id': this.#session }),
      ...more,
    }
    const reply = await this.#https.request({ method, path, headers, body, changes: false }, budget.left())
    return reply.kind === 'ok' ? reply.value : null
  }
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** 201: a session was made. */
const isGiven = ({ status }: Answer): boolean => status === 200 || status === 201

const troubleOf = (status: number | null): string => {
  if (status === null) return 'it does not answer'
  if (status === 401 || status === 403)
    return `it does not let this account in (HTTP ${status}); to see tags it takes Read-only as a global permission`
  return status === 200 || status === 201 ? 'its answer cannot be understood' : `it answers HTTP ${status}`
}

const told = <T>(door: TagDoor, body: string, schema: z.ZodType<T>): T | null => {
  try {
    return schema.safeParse(door.within(JSON.parse(body))).data ?? null
  } catch {
    return null
  }
}
