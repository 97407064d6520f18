export function driverFolders(folder: string): string[]
export function registrySource(registry: { type: string; list: string }, names: readonly string[]): string
