import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ACCOUNT, startSrmLab } from '../../../e2e/peers/srm/appliance'
import { EXIT_CODE } from '../exit-code'
import { probeManager } from './manager-probe'

describe('manager probe --kind srm', () => {
  const probed = async (given: { readonly json?: boolean; readonly password?: string; readonly withReplicas?: boolean } = {}) => {
    const lab = await startSrmLab()
    lab.plans.set('plan-2', { name: 'Mail', status: 'TEST_IN_PROGRESS', isRunning: true })
    lab.state.replications = [
      {
        id: 'r1',
        name: 'erp',
        status: { status: 'ERROR', rpo_violation: true },
        rpo: 15,
        last_sync_time: Date.now() - 7_200_000,
      },
      { id: 'r2', name: 'mail', status: { status: 'INITIAL_FULL_SYNC', rpo_violation: false }, rpo: 60 },
    ]
    const url = given.withReplicas === false ? lab.url : lab.address.url
    const options = { kind: 'srm', url, user: ACCOUNT.user, passwordEnv: 'SRM', fingerprint: lab.address.pins, timeout: 20 }
    const answer = await probeManager({ ...options, json: given.json ?? false }, { SRM: given.password ?? ACCOUNT.password })
    await lab.stop()
    return answer
  }

  it('shows plans and replicas with their age, and never the password (K5)', async () => {
    const answer = await probed()
    expect(answer.exitCode).toBe(0)
    expect(answer.output).toMatch(/ERP\s+ready\s+READY_STATE\s+North\s+South/)
    expect(answer.output).toMatch(/erp\s+error\s+\S+T\S+\s+1\d\d\s+15\s+yes/)
    expect(answer.output).toMatch(/mail\s+initial-sync\s+–\s+–\s+60\s+no/)
    expect(answer.output).not.toContain(ACCOUNT.password)
  })

  it('--json tells programs the same: each plan’s state, each replica’s age in seconds (S4-10)', async () => {
    const answer = await probed({ json: true })
    expect(answer).toMatchObject({ exitCode: 0, errors: '' })
    const told: unknown = JSON.parse(answer.output)
    expect(told).toMatchObject({
      kind: 'srm',
      hosts: [],
      vms: [],
      recovery: {
        plans: [
          { name: 'ERP', state: 'ready', said: 'READY_STATE', protectedSite: 'North', recoverySite: 'South' },
          { name: 'Mail', state: 'running', said: 'TEST_IN_PROGRESS' },
        ],
        replications: [
          { vmName: 'erp', state: 'error', rpoSeconds: 900, rpoViolated: true },
          { vmName: 'mail', state: 'initial-sync', ageSeconds: null, rpoViolated: false },
        ],
      },
    })
    const { recovery } = z
      .object({ recovery: z.object({ replications: z.array(z.object({ ageSeconds: z.number().nullable() })) }) })
      .parse(told)
    expect(recovery.replications[0]?.ageSeconds).toBeGreaterThanOrEqual(7_200)
    expect(answer.output).not.toContain(ACCOUNT.password)
  })

  it('says that replicas are not read where only one address is given', async () => {
    expect((await probed({ withReplicas: false })).output).toContain('replicas: not read')
    expect(JSON.parse((await probed({ withReplicas: false, json: true })).output)).toMatchObject({
      recovery: { replications: null },
    })
  })

  it('K5 a wrong password is refused without being shown', async () => {
    const answer = await probed({ json: true, password: 'wrong-secret' })
    expect(answer).toMatchObject({ exitCode: EXIT_CODE.refused, output: '' })
    expect(answer.errors).not.toContain('wrong-secret')
  })
})

it.each([
  [
    'a webhook’s address',
    'https://hooks.example',
    '{"machines":[{"name":"a","stop":{"run":"x"},"probe":{"kind":"ping","host":"a"}}]}',
  ],
  ['no machines', 'ssh://admin', '{"machines":[]}'],
  ['no JSON', 'ssh://admin', 'machines:'],
])('manager probe says what is wrong with a runbook: %s', async (_what, url, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-'))
  const runbook = join(folder, 'runbook.json')
  writeFileSync(runbook, text)
  const answer = await probeManager(
    { kind: 'runbook', url, bearerEnv: 'TOKEN', fingerprint: [], timeout: 5, runbook },
    { TOKEN: 'something' },
  )
  rmSync(folder, { recursive: true })
  expect(answer.exitCode).toBe(2)
  expect(answer.errors).toContain('runbook')
})
