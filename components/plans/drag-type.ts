import type { DropItem } from 'react-aria-components'

/** The builder's own kind of drag, so that text dragged from elsewhere is not taken for a VM. */
export const VM_DRAG_TYPE = 'application/x-ridethrough-vm'

export const droppedIds = async (items: readonly DropItem[]): Promise<readonly string[]> =>
  Promise.all(items.flatMap((item) => (item.kind === 'text' && item.types.has(VM_DRAG_TYPE) ? [item.getText(VM_DRAG_TYPE)] : [])))
