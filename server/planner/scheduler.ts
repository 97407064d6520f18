import type { StepAction } from '../domain/run'
import type { ManagerView, VirtualMachine } from '../domain/world'

/** One piece of work that holds slots while it runs. */
export interface Task {
  /** Position in the order of issue; unique. */
  readonly order: number
  readonly seconds: number
  /** Slots held: the same list (joined) means the same queue. */
  readonly slots: readonly Slot[]
  /** Orders of tasks that must have ended. */
  readonly after: readonly number[]
}

export interface Slot {
  readonly key: string
  readonly limit: number
}

export interface Ended {
  readonly order: number
  readonly startSeconds: number
  readonly endSeconds: number
}

const never = Number.POSITIVE_INFINITY

/** Binary heap of numbers by `rank`. */
const createHeap = (rank: (item: number) => number) => {
  const items: number[] = []
  const at = (position: number): number => items[position] ?? 0
  const before = (left: number, right: number): boolean =>
    rank(at(left)) < rank(at(right)) || (rank(at(left)) === rank(at(right)) && at(left) < at(right))
  const swap = (left: number, right: number): void => {
    const held = at(left)
    items[left] = at(right)
    items[right] = held
  }
  return {
    peek: (): number | null => items[0] ?? null,
    push: (item: number): void => {
      items.push(item)
      for (let child = items.length - 1; child > 0;) {
        const parent = (child - 1) >> 1
        if (!before(child, parent)) return
        swap(child, parent)
        child = parent
      }
    },
    pop: (): number | null => {
      const top = items[0]
      const last = items.pop()
      if (top === undefined || last === undefined) return null
      if (items.length > 0) items[0] = last
      for (let parent = 0; ;) {
        let least = parent
        for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < items.length && before(child, least)) least = child
        if (least === parent) return top
        swap(parent, least)
        parent = least
      }
    },
  }
}

/** Tasks that want the same slots: only the first can be next. Slots are counted by number, for they are looked at often. */
interface Queue {
  readonly slots: readonly number[]
  readonly ready: ReturnType<typeof createHeap>
}

/**
 * Starts work in order of issue as slots and dependencies allow, the way the executor does: a task that must wait holds up
 * only those that want the same slots. Ends are given out in time order. Time never goes back.
 */
export const createScheduler = () => {
  const tasks = new Map<number, Task>()
  const waitingFor = new Map<number, number>()
  const dependants = new Map<number, number[]>()
  const done = new Set<number>()
  const started = new Map<number, number>()
  const slotNumbers = new Map<string, number>()
  const free: number[] = []
  const queueOf = new Map<number, Queue>()
  const queues = new Map<string, Queue>()
  /** Firsts of queues that may have room. */
  const candidates = createHeap((order) => order)
  /** By slot: firsts of queues that found it taken. One of them is tried when it is given back, and then the next while it lasts. */
  const parked: ReturnType<typeof createHeap>[] = []
  const wokenBy = new Map<number, number>()
  const running = createHeap((order) => (started.get(order) ?? 0) + (tasks.get(order)?.seconds ?? 0))
  let open = 0

  const slotNumber = ({ key, limit }: Slot): number => {
    const known = slotNumbers.get(key)
    if (known !== undefined) return known
    slotNumbers.set(key, free.length)
    parked.push(createHeap((order) => order))
    return free.push(Math.max(1, limit)) - 1
  }

  const enqueue = (task: Task): void => {
    const key = task.slots.map((slot) => slot.key).join('|')
    const queue = queues.get(key) ?? { slots: task.slots.map(slotNumber), ready: createHeap((order) => order) }
    queue.ready.push(task.order)
    queues.set(key, queue)
    queueOf.set(task.order, queue)
    if (queue.ready.peek() === task.order) candidates.push(task.order)
  }

  const wake = (slot: number): void => {
    while ((free[slot] ?? 0) > 0) {
      const order = parked[slot]?.pop() ?? null
      if (order === null) return
      const isFirst = queueOf.get(order)?.ready.peek() === order
      if (!isFirst || wokenBy.has(order)) continue
      wokenBy.set(order, slot)
      candidates.push(order)
      return
    }
  }

  const start = (queue: Queue, order: number, nowSeconds: number): void => {
    queue.ready.pop()
    for (const slot of queue.slots) free[slot] = (free[slot] ?? 0) - 1
    started.set(order, nowSeconds)
    running.push(order)
    const following = queue.ready.peek()
    if (following !== null) candidates.push(following)
  }

  return {
    add: (task: Task): void => {
      tasks.set(task.order, task)
      open += 1
      const waits = task.after.filter((order) => !done.has(order) && order !== task.order)
      waitingFor.set(task.order, waits.length)
      for (const order of waits) {
        const known = dependants.get(order)
        if (known === undefined) dependants.set(order, [task.order])
        else known.push(task.order)
      }
      if (waits.length === 0) enqueue(task)
    },
    /** Starts whatever can start at this moment. */
    startReady: (nowSeconds: number): void => {
      for (let order = candidates.pop(); order !== null; order = candidates.pop()) {
        const woken = wokenBy.get(order)
        wokenBy.delete(order)
        const queue = queueOf.get(order)
        if (queue?.ready.peek() === order) {
          const full = queue.slots.find((slot) => (free[slot] ?? 0) <= 0)
          if (full === undefined) start(queue, order, nowSeconds)
          else parked[full]?.push(order)
        }
        if (woken !== undefined) wake(woken)
      }
    },
    nextEndSeconds: (): number => {
      const order = running.peek()
      return order === null ? never : (started.get(order) ?? 0) + (tasks.get(order)?.seconds ?? 0)
    },
    /** Ends the next running task; null when nothing runs. */
    endNext: (): Ended | null => {
      const order = running.pop()
      const task = order === null ? undefined : tasks.get(order)
      if (order === null || task === undefined) return null
      const startSeconds = started.get(order) ?? 0
      for (const slot of queueOf.get(order)?.slots ?? []) {
        free[slot] = (free[slot] ?? 0) + 1
        wake(slot)
      }
      done.add(order)
      open -= 1
      for (const dependant of dependants.get(order) ?? []) {
        const left = (waitingFor.get(dependant) ?? 1) - 1
        waitingFor.set(dependant, left)
        const waiting = tasks.get(dependant)
        if (left === 0 && waiting !== undefined) enqueue(waiting)
      }
      return { order, startSeconds, endSeconds: startSeconds + task.seconds }
    },
    openCount: (): number => open,
  }
}

/** The slots an action of a VM holds on its platform (A7): its host's, the target's, and the manager's calls. */
export const slotsOf = (
  action: StepAction,
  vm: VirtualMachine,
  targetHostId: string | null,
  manager: ManagerView | undefined,
): readonly Slot[] => {
  if (manager === undefined) return []
  const { migrationsPerHost, powerOpsPerHost, callsPerManager } = manager.capabilities
  const calls: Slot = { key: `calls ${manager.id}`, limit: callsPerManager }
  if (action === 'migrate' || action === 'migrate-home') {
    const ends = [vm.hostId, targetHostId].filter((id) => id !== null)
    return [...ends.map((id) => ({ key: `moves ${id}`, limit: migrationsPerHost })), calls]
  }
  return [{ key: `power ${action === 'start' ? (targetHostId ?? vm.hostId) : vm.hostId}`, limit: powerOpsPerHost }, calls]
}

/** When everything has ended, with nothing else going on. Tasks that wait for each other in a circle are left out. */
export const makespanSeconds = (tasks: readonly Task[]): number => {
  const scheduler = createScheduler()
  for (const task of tasks) scheduler.add(task)
  let end = 0
  scheduler.startReady(0)
  for (let ended = scheduler.endNext(); ended !== null; ended = scheduler.endNext()) {
    end = Math.max(end, ended.endSeconds)
    if (scheduler.nextEndSeconds() > ended.endSeconds) scheduler.startReady(ended.endSeconds)
  }
  return end
}
