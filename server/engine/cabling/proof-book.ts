import { type FeedProof, type HostCabling, hostCablingSchema, isProofOf } from '../../domain/cabling'
import type { HostId } from '../../domain/ids'
import type { Json } from '../../domain/journal'
import type { Feed } from '../../domain/world'

/** What is known of every declared feed. */
export class ProofBook {
  readonly #proofs = new Map<HostId, readonly FeedProof[]>()

  /** What an earlier engine kept; entries that cannot be read are left out, and found out anew. */
  load(kept: Json): void {
    for (const one of Array.isArray(kept) ? kept : []) {
      const cabling = hostCablingSchema.safeParse(one)
      if (cabling.success) this.#proofs.set(cabling.data.hostId, cabling.data.feeds)
    }
  }

  get all(): readonly HostCabling[] {
    return [...this.#proofs].map(([hostId, feeds]) => ({ hostId, feeds }))
  }

  get isContradicted(): boolean {
    return [...this.#proofs.values()].some((proofs) => proofs.some(({ verdict }) => verdict === 'contradicted'))
  }

  of(feed: Feed): FeedProof | null {
    return this.#proofs.get(feed.hostId)?.find((proof) => isProofOf(proof, feed)) ?? null
  }

  host(hostId: HostId): HostCabling {
    return { hostId, feeds: this.#proofs.get(hostId) ?? [] }
  }

  put(hostId: HostId, proof: FeedProof): void {
    const others = (this.#proofs.get(hostId) ?? []).filter((known) => known.label !== proof.label)
    this.#proofs.set(
      hostId,
      [...others, proof].sort((left, right) => left.label.localeCompare(right.label)),
    )
  }

  /** Forgets what was seen of feeds that people have since declared otherwise; gives the hosts it was of. */
  retain(declared: readonly Feed[]): readonly HostId[] {
    const changed: HostId[] = []
    for (const [hostId, proofs] of this.#proofs) {
      const left = proofs.filter((proof) => declared.some((feed) => feed.hostId === hostId && isProofOf(proof, feed)))
      if (left.length === proofs.length) continue
      changed.push(hostId)
      if (left.length === 0) this.#proofs.delete(hostId)
      else this.#proofs.set(hostId, left)
    }
    return changed
  }

  clear(hostId: HostId): boolean {
    return this.#proofs.delete(hostId)
  }
}
