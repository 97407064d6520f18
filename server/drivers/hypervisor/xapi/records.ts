import { CLASS_NAMES, RECORDS, type ClassName, type RecordOf } from './wire'

/** What is known of the pool's objects, by class and reference. */
export class Records {
  readonly #classes: { readonly [C in ClassName]: Map<string, RecordOf<C>> } = {
    pool: new Map(),
    host: new Map(),
    host_metrics: new Map(),
    VM: new Map(),
    VM_metrics: new Map(),
    VM_guest_metrics: new Map(),
    VBD: new Map(),
    VDI: new Map(),
    SR: new Map(),
    PBD: new Map(),
    VIF: new Map(),
    network: new Map(),
    PIF: new Map(),
  }

  /** These as they are now, whatever is taken in later. */
  copy(): Records {
    const copied = new Records()
    const fill = <C extends ClassName>(name: C): void => {
      for (const [reference, record] of this.of(name)) copied.set(name, reference, record)
    }
    CLASS_NAMES.forEach(fill)
    return copied
  }

  of<C extends ClassName>(name: C): ReadonlyMap<string, RecordOf<C>> {
    return this.#classes[name]
  }

  get<C extends ClassName>(name: C, reference: string | null): RecordOf<C> | null {
    return reference === null ? null : (this.#classes[name].get(reference) ?? null)
  }

  set<C extends ClassName>(name: C, reference: string, record: RecordOf<C>): void {
    this.#classes[name].set(reference, record)
  }

  delete(name: ClassName, reference: string): void {
    this.#classes[name].delete(reference)
  }

  /** Takes a record as it came; one that is no record at all is left out. */
  take<C extends ClassName>(name: C, reference: string, raw: unknown): void {
    const parsed = RECORDS[name].safeParse(raw)
    if (parsed.success) this.set(name, reference, parsed.data)
  }
}

/** "vm_metrics", as events call it, → "VM_metrics". */
const BY_LOWER_CASE: ReadonlyMap<string, ClassName> = new Map(CLASS_NAMES.map((name) => [name.toLowerCase(), name]))

export const classNamed = (lowerCase: string): ClassName | null => BY_LOWER_CASE.get(lowerCase.toLowerCase()) ?? null
