#!/usr/bin/env node
// Committed, because npm links no bin whose file is missing, and dist/ is made after npm ci.
import '../dist/bin/main.js';
