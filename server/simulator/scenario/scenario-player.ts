import { note } from '../world/state'
import type { World } from '../world/world'
import type { Scenario, ScenarioAction } from './scenarios'

const carryOut = (world: World, action: ScenarioAction): void => {
  switch (action.do) {
    case 'mains':
      return world.setMains(action.on, action.where)
    case 'guest':
      return world.setGuest(action.vm, { hung: action.hung })
    case 'manager':
      return world.setManager(action.down)
    case 'comms':
      return world.setComms(action.ups, action.lost)
    case 'cooling':
      return world.setCooling(action.on, action.where)
    case 'self-test':
      world.selfTest(action.ups)
  }
}

/** Plays one scenario at a time on world time; a new one takes the place of what is left of the last. */
export class ScenarioPlayer {
  private playing: { readonly scenario: Scenario; readonly startedMs: number; next: number } | null = null

  constructor(
    private readonly world: World,
    readonly scenarios: readonly Scenario[],
  ) {
    world.onTick(() => this.tick())
  }

  get current(): string | null {
    return this.playing?.scenario.name ?? null
  }

  /** False where there is no such scenario. */
  play(name: string): boolean {
    const scenario = this.scenarios.find((candidate) => candidate.name === name)
    if (scenario === undefined) return false
    note(this.world.state, 'scenario', name, 'started')
    this.playing = { scenario, startedMs: this.world.nowMs, next: 0 }
    this.tick()
    return true
  }

  private tick(): void {
    const { playing } = this
    if (playing === null) return
    const { steps } = playing.scenario
    for (let step = steps[playing.next]; step !== undefined; step = steps[playing.next]) {
      if (this.world.nowMs < playing.startedMs + step.atSeconds * 1_000) return
      playing.next += 1
      carryOut(this.world, step.action)
    }
    note(this.world.state, 'scenario', playing.scenario.name, 'ended')
    this.playing = null
  }
}
