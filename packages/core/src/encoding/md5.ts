/**
 * The md5 of a password as CloudStack gives it to Windows guests, who compare it as a text and never compute it.
 */
import SparkMD5 from 'spark-md5';

/** 32 lower-case hexadecimal digits of the MD5 of the password's UTF-8 bytes. The password is well-formed Unicode. */
export const passwordMd5 = (password: string): string => SparkMD5.hash(password);

/** CloudStack prints the digest as a number: leading zeros are lost. */
export const passwordMd5AsNumber = (password: string): string => passwordMd5(password).replace(/^0+(?=.)/, '');
