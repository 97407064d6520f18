import fc from 'fast-check'
import type { SequenceMove, SequenceProblem } from '../domain/sequence'
import type { ShedProblem } from '../domain/shedding'

/** Small random problems of moves and of shedding. */

export const anySequenceProblem: fc.Arbitrary<SequenceProblem> = fc
  .record({
    hosts: fc.array(
      fc.record({
        spare: fc.integer({ min: 0, max: 40 }),
        limit: fc.constantFrom(null, 1, 2, 4),
        ready: fc.constantFrom(0, 0, 60),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    moves: fc.array(
      fc.record({
        from: fc.nat(4),
        to: fc.nat(4),
        memory: fc.integer({ min: 1, max: 32 }),
        isSavable: fc.boolean(),
        isVia: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
  })
  .map(({ hosts, moves }) => {
    const nameOf = (number: number): string => `h${number % hosts.length}`
    const all = moves.map(({ from, to, memory, isVia }, number): SequenceMove => ({
      id: `move ${number}`,
      vmId: `v${number}`,
      fromHostId: nameOf(from),
      toHostId: nameOf(to),
      memoryMiB: memory,
      copiedMiB: memory,
      dirtyMiBPerSecond: null,
      linkIds: [`${nameOf(from)} out`, `${nameOf(to)} in`],
      mbitPerSecond: 1_000,
      weight: 1,
      ...(isVia ? { viaHostIds: hosts.map((_, at) => nameOf(at)) } : {}),
    }))
    const heldOn = (name: string): number => all.reduce((sum, move) => sum + (move.fromHostId === name ? move.memoryMiB : 0), 0)
    return {
      hosts: hosts.map(({ spare, limit, ready }, at) => ({
        id: nameOf(at),
        memoryMiB: heldOn(nameOf(at)) + spare,
        heldMiB: heldOn(nameOf(at)),
        movesAtOnce: limit,
        readyAtSeconds: ready,
        outLinkIds: [`${nameOf(at)} out`],
        inLinkIds: [`${nameOf(at)} in`],
      })),
      links: hosts.flatMap((_, at) => ['in', 'out'].map((way) => ({ id: `${nameOf(at)} ${way}`, mbitPerSecond: 1_000 }))),
      moves: all,
      savableVmIds: moves.flatMap(({ isSavable }, at) => (isSavable ? [`v${at}`] : [])),
    }
  })

export const anyShedProblem: fc.Arbitrary<ShedProblem> = fc
  .record({
    seconds: fc.integer({ min: 100, max: 3_000 }),
    atOnce: fc.integer({ min: 1, max: 4 }),
    cushion: fc.constantFrom(0, 0.05),
    vms: fc.array(
      fc.record({
        host: fc.constantFrom('h1', 'h2'),
        watts: fc.integer({ min: 5, max: 200 }),
        value: fc.integer({ min: 1, max: 100 }),
        grace: fc.integer({ min: 5, max: 200 }),
        save: fc.option(fc.integer({ min: 5, max: 90 })),
        after: fc.option(fc.nat(9)),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ seconds, atOnce, cushion, vms }) => ({
    batteries: ['a', 'b'].map((id) => ({ id, runtimes: [{ watts: 300, seconds }], otherWatts: 10, reserveSeconds: 30, cushion })),
    hosts: [
      { id: 'h1', feeds: [{ batteryId: 'a', share: 1 }], baseWatts: 60, endSeconds: 40 },
      { id: 'h2', feeds: ['a', 'b'].map((batteryId) => ({ batteryId, share: 0.5 })), baseWatts: 60, endSeconds: null },
    ],
    vms: vms.map(({ host, watts, value, grace, save, after }, at) => ({
      id: `v${at}`,
      hostId: host,
      watts,
      value,
      // Only earlier ones: nobody waits in a circle.
      afterIds: after !== null && after < at ? [`v${after}`] : [],
      limitIds: [host],
      graceSeconds: grace,
      saveSeconds: save,
      forceSeconds: 10,
      endingSeconds: null,
    })),
    limits: ['h1', 'h2'].map((id) => ({ id, atOnce, atMost: atOnce + 1 })),
    slotSeconds: 10,
    slots: 120,
    halfLifeSeconds: 600,
  }))
