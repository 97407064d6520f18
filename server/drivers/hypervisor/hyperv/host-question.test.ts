import { describe, expect, it } from 'vitest'
import { hypervAnswer } from '../../../../e2e/peers/windows/hyperv-machine'
import { hypervWorld } from '../../../../e2e/peers/windows/worlds'
import { askHost } from './host-question'

/** What a node of a cluster tells, with this for the cluster's id. */
const withClusterId = async (given: string): Promise<unknown> => {
  const written = JSON.stringify(await hypervAnswer(hypervWorld(true), 'HV-1', askHost.name, { owners: false }))
  return JSON.parse(written.replaceAll(/"Id":"c1057e40[^"]*"/g, `"Id":"${given}"`))
}
const isUnderstood = async (given: string) => askHost.answer.safeParse(await withClusterId(given)).success

describe('what a Hyper-V host says of its cluster', () => {
  it('A4 a cluster without an id spoils the answer: nobody could say which one it is', async () => {
    expect(await isUnderstood('c1057e40-0000-4000-8000-000000000001')).toBe(true)
    expect(await isUnderstood('')).toBe(false)
    expect(await isUnderstood(' ')).toBe(false)
  })
})
