import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/helpers/server.ts'],
    // Long enough for a machine that is busy with other work: a test waits for what must happen, however slowly.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000, interval: 50 } },
    // Hundreds of databases are dropped at the end.
    teardownTimeout: 300_000,
    pool: 'forks',
    // Two even on two cores: much of a test's time goes by in the database and in processes of its own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    env: { TZ: 'Pacific/Auckland' },
  },
})
