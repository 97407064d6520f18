import { powerScene, type PowerScene } from '../decide/feed-loads'
import type { PowerDeviceView, World } from '../domain/world'

/** How hosts hang on UPSs, put together once for all who ask at one moment: each group in trouble does. */
export class SceneCache {
  #known: { readonly views: readonly PowerDeviceView[]; readonly hosts: World['hosts']; readonly scene: PowerScene } | null = null

  of(views: readonly PowerDeviceView[], { hosts, feeds }: Pick<World, 'hosts' | 'feeds'>): PowerScene {
    const known = this.#known
    if (known?.views === views && known.hosts === hosts && known.scene.feeds === feeds) return known.scene
    const scene = powerScene(views, feeds, hosts)
    this.#known = { views, hosts, scene }
    return scene
  }
}
