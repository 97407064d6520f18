import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { UpsSession } from '../../../server/drivers/ports'
import { driver } from '../../../server/drivers/ups/nut/driver'
import { textWith } from '../../../server/testing/matchers'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { NUT_OPERATOR, NUT_PROGRAMS, NUT_USER, type NutDummy, startNutDummy } from './nut-dummy'

const options = { deadlineMs: 2_500 }

describe.skipIf(!hasPrograms(NUT_PROGRAMS, 'nut-server'))("commands to a UPS behind NUT's own upsd", () => {
  let nut: NutDummy
  const sessions: UpsSession[] = []

  beforeAll(async () => {
    nut = await startNutDummy()
  })
  afterEach(() => {
    for (const session of sessions.splice(0)) session.close()
  })
  afterAll(async () => nut.stop())

  const as = (given: { readonly user: string; readonly password: string }): UpsSession => {
    const session = driver.open({
      address: { protocol: 'nut', host: nut.host, port: nut.port, upsName: nut.upsName, tls: 'off' },
      secret: { kind: 'nut-user', ...given },
    })
    sessions.push(session)
    return session
  }
  const off = { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' } as const

  it('offers what the driver does, to a user', async () => {
    expect(await as(NUT_OPERATOR).commandKinds(options)).toEqual({ kind: 'ok', value: ['output-off'] })
  })

  it('without a user it says that one is needed', async () => {
    const nobody = as({ user: '', password: '' })
    const refusal = { kind: 'refused', message: textWith('only from a NUT user'), hint: textWith('instcmds') }
    expect(await nobody.commandKinds(options)).toMatchObject(refusal)
    expect(await nobody.command(off, options)).toMatchObject(refusal)
  })

  it('a user without the right, and a wrong password, are refused with what upsd.users lacks', async () => {
    const refusal = { kind: 'refused', message: textWith('ACCESS-DENIED'), hint: textWith('instcmds = ALL') }
    expect(await as(NUT_USER).command(off, options)).toMatchObject(refusal)
    expect(await as({ user: NUT_OPERATOR.user, password: 'wrong' }).command(off, options)).toMatchObject(refusal)
  })

  it('what the driver does not offer is unsupported, and nothing is sent', async () => {
    expect(await as(NUT_OPERATOR).command({ kind: 'self-test' }, options)).toMatchObject({
      kind: 'unsupported',
      message: textWith('self-test'),
    })
    expect(await as(NUT_OPERATOR).command({ ...off, delaySeconds: 60 }, options)).toMatchObject({
      kind: 'unsupported',
      message: textWith('no delay'),
    })
  })

  it("A4 the driver's own no is heard, though upsd had passed the command on; polls go on", async () => {
    const session = as(NUT_OPERATOR)
    // This driver lists load.off and does not do it, which only tracking tells.
    expect(await session.command(off, options)).toMatchObject({
      kind: 'unsupported',
      message: textWith('refused load.off for lab: UNKNOWN'),
    })
    expect(await session.poll(options)).toMatchObject({ kind: 'ok' })
  })

  it('tells how the last self-test ended, in the words of any maker', async () => {
    const session = as(NUT_OPERATOR)
    expect(await session.selfTest(options)).toMatchObject({ kind: 'unsupported' })
    for (const [word, state] of [
      ['Done and passed', 'passed'],
      ['Done and error', 'failed'],
      ['In progress', 'running'],
      ['No test initiated', 'none'],
      ['Aborted', 'aborted'],
    ] as const) {
      nut.set({ 'ups.test.result': word })
      await until(state, async () => {
        const told = await session.selfTest(options)
        return told.kind === 'ok' && told.value.state === state
      })
    }
  })
})
