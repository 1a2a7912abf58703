/** What importing any module costs. */
export {};
