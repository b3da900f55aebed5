// A machine whose clock is two minutes late.
const now = Date.now
Date.now = () => now() - 120_000
