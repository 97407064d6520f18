import { describe, expect, it } from 'vitest'
import { faultFailure } from './fault-words'
import { Turns } from '../../protocols/turns'
import { parseAnswer as parseInTurns } from './json-rpc'

const reference = 'OpaqueRef:c8d2b8a0-1111-2222-3333-444455556666'
const CODES: readonly (readonly [code: string, params: readonly string[], kind: string, said: RegExp])[] = [
  ['VM_LACKS_FEATURE', [reference], 'refused', /guest does not tell that it understands/],
  ['VM_REQUIRES_SR', [reference, reference], 'refused', /does not reach a storage repository/],
  [
    'VM_INCOMPATIBLE_WITH_THIS_HOST',
    [reference, reference, 'CPU features'],
    'refused',
    /does not fit the running VM \(CPU features\)/,
  ],
  ['HOST_NOT_ENOUGH_FREE_MEMORY', ['?', '1'], 'refused', /not enough free memory on that host to move it\. \[/],
  ['RBAC_PERMISSION_DENIED', ['vm.pool_migrate', ''], 'refused', /lacks the permission vm\.pool_migrate/],
  ['OTHER_OPERATION_IN_PROGRESS', ['VM', reference, 'export', reference], 'refused', /Another operation \(export\)/],
  ['OPERATION_BLOCKED', [reference, 'by Anna'], 'refused', /has blocked this for the object \(by Anna\)/],
  ['HANDLE_INVALID', ['VM', reference], 'refused', /does not know this object any more/],
  ['VM_BAD_POWER_STATE', [reference, 'Running', 'Halted'], 'refused', /The VM is halted/],
  ['LICENCE_RESTRICTION', ['PCI'], 'unsupported', /licence does not allow/],
  ['MESSAGE_METHOD_UNKNOWN', ['VM.dance'], 'unsupported', /This version cannot move it/],
  ['HOST_IN_EMERGENCY_MODE', [], 'unreachable', /lost its pool’s master/],
  [
    'SR_BACKEND_FAILURE_47',
    ['', 'The SR is not available', reference],
    'refused',
    /\[SR_BACKEND_FAILURE_47: The SR is not available\]/,
  ],
  ['constructor', [], 'refused', /\[constructor\]/],
]

describe('the pool’s codes in words', () => {
  it.each(CODES)('%s', (code, params, kind, said) => {
    const failure = faultFailure({ code, params }, 'move it')
    expect(failure.kind).toBe(kind)
    expect(failure.message).toMatch(said)
    expect(failure.message).toContain(code)
    expect(failure.hint).not.toBe('')
    expect(failure.message).not.toContain('OpaqueRef')
  })
})

const parseAnswer = (body: string) => parseInTurns(body, new Turns())

describe('answers', () => {
  it('faults come in three forms', async () => {
    const fault = { kind: 'fault', fault: { code: 'HOST_OFFLINE', params: ['x'] } }
    expect(await parseAnswer('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"HOST_OFFLINE","data":["x"]}}')).toEqual(fault)
    expect(await parseAnswer('{"result":null,"error":["HOST_OFFLINE","x"],"id":1}')).toEqual(fault)
    expect(await parseAnswer('{"jsonrpc":"2.0","error":["HOST_OFFLINE","x"]}')).toEqual(fault)
  })

  it('void is an empty text, and a result all the same', async () =>
    expect(await parseAnswer('{"jsonrpc":"2.0","id":1,"result":""}')).toEqual({ kind: 'result', result: '' }))

  it.each(['', '[]', 'null', '7', '{}', '{"result":null}', '{"error":{}}', '{"error":[]}', '{"error":"no"}', '{"result":'])(
    '%s is none',
    async (body) => expect(await parseAnswer(body)).toEqual({ kind: 'garbage' }),
  )
})
