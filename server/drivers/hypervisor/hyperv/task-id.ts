const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isGuid = (text: string): boolean => GUID.test(text)

export const jobTask = (host: string, job: string): string => `job ${host} ${job}`

/** `sinceMs`: the cluster may take a moment before it locks a role that it has been told to move. */
export const roleTask = (vm: string, from: string, node: string, sinceMs: number): string =>
  `role ${vm} ${from} ${node} ${sinceMs}`
