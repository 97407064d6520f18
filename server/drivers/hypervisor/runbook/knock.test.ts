import { describe, expect, it } from 'vitest'
import { Knocker } from './knock'

describe('an echo request', () => {
  it('A12 goes to the address that its name had while somebody could be asked', async () => {
    const asked: string[] = []
    let resolves = true
    const knocker = new Knocker({
      resolve: () => (resolves ? Promise.resolve({ address: '192.0.2.9' }) : Promise.reject(new Error('no name service'))),
      echo: (address) => {
        asked.push(address)
        return Promise.resolve('silent')
      },
    })
    expect(await knocker.echo('nas.example', { deadlineMs: 10_000 })).toBe('silent')
    resolves = false
    expect(await knocker.echo('nas.example', { deadlineMs: 10_000 })).toBe('silent')
    expect(asked).toEqual(['192.0.2.9', '192.0.2.9'])
    expect(await knocker.echo('other.example', { deadlineMs: 10_000 })).toBe('unclear')
  })
})
