-- CreateTable
CREATE TABLE "device_feed" (
    "device_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "outlet_id" TEXT,

    CONSTRAINT "device_feed_pkey" PRIMARY KEY ("device_id","label")
);
