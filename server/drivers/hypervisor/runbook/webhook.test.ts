import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NAS } from '../../../../e2e/peers/runbook/start'
import { HMAC_KEY, startWebhookLab, TOKEN, type WebhookLab } from '../../../../e2e/peers/runbook/webhook'
import type { ManagerSession } from '../../ports'
import { until } from '../../../testing/require-peer'
import { driver } from './driver'
import { answerFailure, filledBody, filledPath } from './webhook-endpoint'

const how = { deadlineMs: 20_000 }
const stop = { act: 'shutdown-guest', vmNativeId: NAS } as const

describe('a runbook by webhook', () => {
  let lab: WebhookLab
  let session: ManagerSession
  beforeAll(async () => {
    lab = await startWebhookLab()
    session = driver.open({ address: lab.address, secret: lab.secrets.hmac })
  })
  afterAll(async () => {
    await session.close()
    await lab.stop()
  })
  beforeEach(() => {
    lab.state.orders = 202
    lab.state.power = 'on'
    lab.received.length = 0
  })
  const power = async () => {
    const seen = await session.observeVm(NAS, how)
    return seen.kind === 'ok' ? seen.value?.power : seen.kind
  }
  const isSeenOff = () => until('two looks that say off', async () => (await power()) === 'off')

  it('stops and starts, and believes the probe alone (A4)', async () => {
    expect(await session.act(stop, how)).toEqual({ kind: 'ok', value: { task: null } })
    await isSeenOff()
    lab.state.orders = 204
    await session.act({ act: 'power-on-host', hostNativeId: `host-${NAS}` }, how)
    expect(await power()).toBe('on')
    const orders = lab.received.filter(({ method }) => method === 'POST')
    expect(orders.map(({ path, body }) => [path, body])).toEqual([
      [`/hooks/${NAS}/stop`, '{"machine":"a \\"NAS\\"","action":"stop"}'],
      [`/hooks/${NAS}/start`, '{"machine":"a \\"NAS\\"","action":"start"}'],
    ])
  })
  it('A1 an order whose answer is lost is of unknown outcome; what came of it is seen', async () => {
    lab.state.orders = 'lost'
    expect((await session.act(stop, how)).kind).toBe('unknown')
    await isSeenOff()
  })
  it.each([
    [400, 'refused'],
    [404, 'refused'],
    [302, 'refused'],
    [500, 'unknown'],
    [429, 'unknown'],
  ])('A1 status %i to an order: %s, and it is still on', async (status, kind) => {
    lab.state.orders = status
    expect((await session.act(stop, how)).kind).toBe(kind)
    expect(await power()).toBe('on')
  })
  it('A2 what is off already is not told again', async () => {
    lab.state.power = 'off'
    await isSeenOff()
    expect((await session.act(stop, how)).kind).toBe('ok')
    expect(lab.received.filter(({ method }) => method === 'POST')).toEqual([])
  })
  it('K5 a wrong token is refused, and is in no message', async () => {
    const wrong = driver.open({ address: lab.address, secret: { kind: 'bearer', token: 'wrong-secret' } })
    const result = await wrong.inventory(how)
    expect(result.kind).toBe('refused')
    expect(JSON.stringify(result)).not.toContain('wrong-secret')
    await wrong.close()
  })
  it('takes a bearer token as well', async () => {
    const other = driver.open({ address: lab.address, secret: lab.secrets.bearer })
    expect(await other.identify(how)).toMatchObject({ kind: 'ok', value: { product: 'Runbook by webhook' } })
    await other.close()
    expect(lab.received.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true)
  })
  it('signs as OpenSSL does, and the key itself is never sent', async () => {
    await session.act(stop, how)
    const order = lab.received.find(({ method }) => method === 'POST')
    const { headers = {}, body = '', path = '' } = order ?? {}
    const signed = [headers['x-ridethrough-timestamp'], headers['x-ridethrough-request'], 'POST', path, body].join('\n')
    const said = execFileSync('openssl', ['dgst', '-sha256', '-hmac', HMAC_KEY, '-r'], { input: signed, encoding: 'utf8' })
    expect(headers['x-ridethrough-signature']).toBe(`sha256=${said.split(' ')[0]}`)
    expect(JSON.stringify(lab.received)).not.toContain(HMAC_KEY)
  })
})

describe('what is sent to a webhook', () => {
  const values = { '{{id}}': 'a/b', '{{name}}': 'x"}, {{action}} $& \\', '{{action}}': 'stop' }
  it('a value in JSON stays within its quotes', () => {
    expect(JSON.parse(filledBody('{"name":"{{name}}"}', 'application/json', { ...values, '{{action}}': '7' }))).toEqual({
      name: values['{{name}}'],
    })
  })
  it('a value in a path stays within its segment', () => expect(filledPath('/x/{{id}}', values)).toBe('/x/a%2Fb'))
  it('A1 every status is an answer, and none but 2xx is success', () => {
    for (let status = 100; status < 600; status += 1)
      expect(answerFailure('hook', 'stop it', status) === null).toBe(status >= 200 && status < 300)
  })
})
