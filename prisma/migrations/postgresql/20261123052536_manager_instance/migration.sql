-- AlterTable
ALTER TABLE "manager" ADD COLUMN     "instance_uuid" TEXT;
