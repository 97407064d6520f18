import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import { account } from '../../../testing/xapi/stand-in'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

describe('A9 a host of a pool by its own address', () => {
  it('is the master, as it tells itself', async () => {
    const { session } = await test.start()
    const { hosts } = valueOf(await session.inventory(quick))
    const answering = valueOf((await session.itself?.(quick)) ?? { kind: 'unsupported', message: 'no way', hint: '' })
    const own = hosts.find(({ uuid: told }) => told === answering.uuid)
    expect(answering).toEqual({ nativeId: own?.nativeId, name: own?.name, uuid: own?.uuid })
  })

  it('is no way past the master where it is a member: the password goes nowhere else', async () => {
    const [member, master] = [await test.pool(), await test.pool()]
    member.state.masterAddress = `127.0.0.1:${master.port}`
    const session = test.session(member.url, [member.fingerprint, master.fingerprint], account, true)
    const refusal = { kind: 'refused', message: containing('member of a pool'), hint: containing('emergency-transition') }
    expect(await session.identify(quick)).toMatchObject(refusal)
    expect(await session.itself?.(quick)).toMatchObject(refusal)
    expect(master.calls).toEqual([])
    // A manager is sent on, as ever.
    const pool = test.session(member.url, [member.fingerprint, master.fingerprint])
    expect(valueOf(await pool.identify(quick)).instanceUuid).toBe(uuid('pool'))
  })
})
