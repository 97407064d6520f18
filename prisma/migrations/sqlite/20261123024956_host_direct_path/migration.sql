-- CreateTable
CREATE TABLE "host_direct_path" (
    "host_id" TEXT NOT NULL PRIMARY KEY,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL
);
