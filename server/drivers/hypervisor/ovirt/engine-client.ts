import { randomUUID } from 'node:crypto'
import type { ManagerSecret } from '../../../domain/manager'
import { type CallOptions, unreachable } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { HttpsAnswer, HttpsClient } from '../../protocols/https/https-client'
import { find, type XmlElement } from '../../protocols/xml/xml'
import { Turns } from '../../protocols/turns'
import { parseXml, parseXmlInTurns } from '../../protocols/xml/xml-parser'
import {
  type OvirtFailure,
  type OvirtResult,
  type Purpose,
  notAsked,
  notReadInTime,
  other,
  statusFailure,
  unreadable,
} from './failure'
import { tokenKeeper } from './token'

export interface Accepted {
  readonly answer: XmlElement
  /** Ours, one for each act: by it the engine's jobs and events are found again. */
  readonly correlationId: string
}

/** One engine's REST API, signed in. Paths begin behind `/ovirt-engine/api`. */
export interface EngineClient {
  /** `root`: the element that the answer must be. */
  get(path: string, root: string, options: CallOptions): Promise<OvirtResult<XmlElement>>
  /** `inner`: what stands in the `<action>`. */
  act(
    path: string,
    inner: string,
    purpose: { doing: string; permit: string },
    options: CallOptions,
  ): Promise<OvirtResult<Accepted>>
  /** Changes an object's own settings (PUT). `root`: its element; `inner`: what of it is to be otherwise, the rest stays. */
  update(
    path: string,
    root: string,
    inner: string,
    purpose: { doing: string; permit: string },
    options: CallOptions,
  ): Promise<OvirtResult<XmlElement>>
  close(): Promise<void>
}

const API = '/ovirt-engine/api'

export const openEngineClient = (https: HttpsClient, secret: ManagerSecret): EngineClient => {
  const tokens = tokenKeeper(https, secret)
  /** No secret leaves in a message, not even when the engine echoes it. */
  const censored = <F extends OvirtFailure>(failure: F): F => ({
    ...failure,
    message: tokens.secrets().reduce((message, value) => message.replaceAll(value, '…'), failure.message),
  })

  const send = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body: string | null,
    headers: Readonly<Record<string, string>>,
    purpose: Purpose,
    options: CallOptions,
  ): Promise<OvirtResult<HttpsAnswer>> => {
    const budget = budgetOf(options)
    const unheard = (failure: OvirtFailure) => censored(purpose.changes ? notAsked(failure) : failure)
    for (let again = false; ; again = true) {
      if (budget().deadlineMs === 0) return other(unreachable(`There was no time left to ask ${https.server}.`, 'Ask again.'))
      const token = await tokens.get(budget())
      if (token.kind !== 'ok') return unheard(token)
      const reply = await https.request(
        {
          method,
          path: `${API}${path}`,
          headers: {
            accept: 'application/xml',
            'accept-language': 'en',
            version: '4',
            authorization: `Bearer ${token.value}`,
            ...(body === null ? {} : { 'content-type': 'application/xml' }),
            ...headers,
          },
          body,
          changes: purpose.changes,
        },
        budget(),
      )
      if (reply.kind !== 'ok') return unheard(other(reply))
      if (reply.value.status >= 200 && reply.value.status <= 299) return reply
      // A token that was thrown out: nothing was done, so signing in again and repeating is safe.
      if (reply.value.status === 401) tokens.forget(token.value)
      if (reply.value.status === 401 && !again) continue
      return censored(statusFailure(https.server, reply.value.status, reply.value.body, purpose))
    }
  }

  return {
    async get(path, root, options) {
      const purpose: Purpose = { doing: 'read its inventory', permit: 'login', changes: false }
      const budget = budgetOf(options)
      const reply = await send('GET', path, null, {}, purpose, options)
      if (reply.kind !== 'ok') return reply
      const turns = new Turns(budget())
      const answer = await parseXmlInTurns(reply.value.body, turns)
      if (turns.hasEnded) return notReadInTime()
      if (answer === null) return unreadable(https.server, purpose, 'it is no complete XML')
      return answer.name === root
        ? { kind: 'ok', value: answer }
        : unreadable(https.server, purpose, `"${answer.name.slice(0, 40)}" instead of "${root}"`)
    },
    async act(path, inner, { doing, permit }, options) {
      const purpose: Purpose = { doing, permit, changes: true }
      const correlationId = randomUUID()
      const reply = await send('POST', path, `<action>${inner}</action>`, { 'correlation-id': correlationId }, purpose, options)
      if (reply.kind !== 'ok') return reply
      const answer = parseXml(reply.value.body)
      if (answer?.name !== 'action') return unreadable(https.server, purpose, 'no action')
      if (find(answer, 'fault') !== null) return censored(statusFailure(https.server, 409, reply.value.body, purpose))
      return { kind: 'ok', value: { answer, correlationId } }
    },
    async update(path, root, inner, { doing, permit }, options) {
      const purpose: Purpose = { doing, permit, changes: true }
      const reply = await send('PUT', path, `<${root}>${inner}</${root}>`, {}, purpose, options)
      if (reply.kind !== 'ok') return reply
      const answer = parseXml(reply.value.body)
      return answer?.name === root ? { kind: 'ok', value: answer } : unreadable(https.server, purpose, `no ${root}`)
    },
    async close() {
      await tokens.revoke()
      await https.close()
    },
  }
}
