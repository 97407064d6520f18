import { z } from 'zod'
import type { ManagerTarget } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import type { Budget } from './budget'

/** The REST service of vCenter 6.5 and later. `/api`, its successor, has it from 7.0 U2 on only. */
const SESSION = '/rest/com/vmware/cis/session'
const TAGGING = '/rest/com/vmware/cis/tagging'
const ATTACHED = `${TAGGING}/tag-association?~action=list-attached-objects-on-tags`

const TAGS_PER_CALL = 100
const NAMES_AT_ONCE = 4

/** "urn:vmomi:InventoryServiceTag:<uuid>:GLOBAL": it becomes a part of a path. */
const tagIdSchema = z.string().regex(/^[\w:.-]+$/)
/** It becomes a header. */
const sessionSchema = z.object({ value: z.string().regex(/^[\u0021-\u007e]+$/) })
const tagIdsSchema = z.object({ value: z.array(z.string()) })
const tagSchema = z.object({ value: z.object({ name: z.string().min(1) }) })
const attachedSchema = z.object({
  value: z.array(
    z.object({
      tag_id: z.string(),
      object_ids: z
        .array(z.object({ id: z.string(), type: z.string() }))
        .nullish()
        .transform((objects) => objects ?? []),
    }),
  ),
})

/** Names of tags by VM; null: not (all) told. */
export type TagsByVm = ReadonlyMap<string, readonly string[]> | null

/** Tags of a vCenter, which its SOAP service does not tell. A conversation of its own, with the same account. */
export class TagService {
  readonly #https: HttpsClient
  readonly #signIn: string | null
  #session: string | null = null

  constructor({ address, secret }: ManagerTarget) {
    this.#https = openHttps({ url: address.url, defaultPort: 443, pins: address.pins, connections: NAMES_AT_ONCE })
    this.#signIn =
      secret.kind === 'password' ? `Basic ${Buffer.from(`${secret.user}:${secret.password}`, 'utf8').toString('base64')}` : null
  }

  async read(budget: Budget): Promise<TagsByVm> {
    const told = (await this.#get(`${TAGGING}/tag`, tagIdsSchema, budget))?.value
    const ids = told?.filter((id) => tagIdSchema.safeParse(id).success)
    if (told === undefined || ids === undefined || ids.length < told.length) return null
    const names = await this.#names(ids, budget)
    const byVm = new Map<string, string[]>()
    for (let at = 0; at < ids.length && names !== null; at += TAGS_PER_CALL) {
      const wanted = JSON.stringify({ tag_ids: ids.slice(at, at + TAGS_PER_CALL) })
      const attached = await this.#ask('POST', ATTACHED, wanted, attachedSchema, budget)
      if (attached === null) return null
      for (const { tag_id, object_ids } of attached.value) {
        const name = names.get(tag_id)
        for (const { id, type } of object_ids)
          if (type === 'VirtualMachine' && name !== undefined) byVm.set(id, [...(byVm.get(id) ?? []), name])
      }
    }
    return names === null ? null : new Map([...byVm].map(([id, tags]) => [id, [...new Set(tags)].sort()]))
  }

  /** Signs out where that is quick. */
  async close(): Promise<void> {
    if (this.#session !== null) await this.#send('DELETE', SESSION, null, { left: () => ({ deadlineMs: 2_000 }) })
    await this.#https.close()
  }

  async #names(ids: readonly string[], budget: Budget): Promise<ReadonlyMap<string, string> | null> {
    const names = new Map<string, string>()
    await eachBounded(ids, NAMES_AT_ONCE, async (id) => {
      const tag = await this.#get(`${TAGGING}/tag/id:${id}`, tagSchema, budget)
      if (tag !== null) names.set(id, tag.value.name)
      return tag !== null
    })
    return names.size === ids.length ? names : null
  }

  #get<T>(path: string, schema: z.ZodType<T>, budget: Budget): Promise<T | null> {
    return this.#ask('GET', path, null, schema, budget)
  }

  /** Null: no answer, or none that could be understood. A session that was thrown out is renewed once. */
  async #ask<T>(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    schema: z.ZodType<T>,
    budget: Budget,
  ): Promise<T | null> {
    const hadSession = this.#session !== null
    if (!hadSession && !(await this.#begin(budget))) return null
    const answer = await this.#send(method, path, body, budget)
    if (answer?.status === 401 && hadSession) {
      this.#session = null
      return this.#ask(method, path, body, schema, budget)
    }
    return answer?.status === 200 ? told(answer.body, schema) : null
  }

  async #begin(budget: Budget): Promise<boolean> {
    if (this.#signIn === null) return false
    const answer = await this.#send('POST', SESSION, null, budget, { authorization: this.#signIn })
    this.#session = answer?.status === 200 ? (told(answer.body, sessionSchema)?.value ?? null) : null
    return this.#session !== null
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

const told = <T>(body: string, schema: z.ZodType<T>): T | null => {
  try {
    return schema.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}
